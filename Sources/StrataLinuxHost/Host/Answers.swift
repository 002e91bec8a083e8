import StrataAPI

/// What a script found out about a machine: lines of `KEY=VALUE`, which it prints by ``function``.
package struct Answers: Sendable {
    /// In their order; a key may come more than once.
    package let pairs: [(key: Substring, value: String)]

    /// Defines `p KEY VALUE` for a script of POSIX shell, and answers `uid`, `host` and `arch`.
    package static let preface = #"""
        p() { printf '%s=%s\n' "$1" "$2"; }
        p uid "$(id -u)"; p host "$(uname -n)"; p arch "$(uname -m)"

        """#

    /// Reads what a script printed. Lines that are no answers are passed over; values are made fit to be shown.
    package init(_ output: String) {
        pairs = output.split(separator: "\n").compactMap { line in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (line[..<equals], String(line[line.index(after: equals)...]).printable(limit: 4096))
        }
    }
}
