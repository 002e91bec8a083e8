import Glibc

/// Checks on the paths of ``Machine``.
enum MachinePath {
    /// Refuses what no machine can mean: relative paths and NUL bytes.
    static func check(_ path: String) throws(TransportError) {
        guard path.hasPrefix("/") else { throw .invalidArgument("\(ShellQuoting.quoteForDisplay(path)) is not an absolute path") }
        guard !path.utf8.contains(0) else { throw .invalidArgument("a path holds a NUL byte") }
    }

    /// Splits a path that may be removed into its directory and last name.
    /// - Throws: ``TransportError/invalidArgument(_:)`` for `/`, relative paths, and paths with `.` or `..` in them.
    static func removable(_ path: String) throws(TransportError) -> (directory: String, name: String) {
        try check(path)
        let parts = path.split(separator: "/")
        guard let name = parts.last, !parts.contains(".."), !parts.contains(".") else {
            throw .invalidArgument("refusing to remove \(ShellQuoting.quoteForDisplay(path))")
        }
        return ("/" + parts.dropLast().joined(separator: "/"), String(name))
    }

    /// Splits a path that is to be a file into its directory and last name.
    static func file(_ path: String) throws(TransportError) -> (directory: String, name: String) {
        try check(path)
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let name = parts.last, name != ".", name != "..", !path.hasSuffix("/") else { throw .io(path: path, errno: EISDIR) }
        return ("/" + parts.dropLast().joined(separator: "/"), String(name))
    }

    /// What the names of files begin with that are to become others.
    static let temporaryPrefix = ".strata-"

    /// A name for a file that is to become another in one step.
    static func temporaryName() -> String {
        temporaryPrefix + String(UInt64.random(in: .min ... .max), radix: 16)
    }
}
