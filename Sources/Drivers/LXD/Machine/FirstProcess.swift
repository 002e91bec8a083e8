/// What a container's first process is, in a line of liblxc's: it splits `lxc.init.cmd` at white space and knows no quotes.
enum FirstProcess {
    /// The value of `lxc.init.cmd`; nil where `/sbin/init` is what runs anyway.
    ///
    /// - Parameter environment: variables that the daemon cannot hold. They, and words that liblxc would split, are handed over by a shell of the
    ///   image's, in octal.
    static func line(_ command: [String], _ environment: [String: String]) -> String? {
        let command = command.isEmpty ? ["/sbin/init"] : command
        let isPlain = command.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        }
        if isPlain, environment.isEmpty { return command == ["/sbin/init"] ? nil : command.joined(separator: " ") }
        var script = environment.sorted { $0.key < $1.key }.map { "export \($0.key)=\(quoted($0.value))\n" }.joined()
        script += "exec \(command.map(quoted).joined(separator: " "))"
        let octal = script.utf8.map { byte in "\\0" + String(String(Int(byte) + 0o1000, radix: 8).dropFirst()) }.joined()
        return "/bin/sh -c eval${IFS}\"$(printf${IFS}%b${IFS}'\(octal)')\""
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// Whether a variable can stand in `environment.*` of the daemon's.
    static func canHold(_ value: String) -> Bool { !value.utf8.contains { $0 == 0x0A || $0 == 0x0D } }
}
