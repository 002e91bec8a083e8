extension Command {
    /// Refuses what no system can run, before anything is started.
    func validate() throws(TransportError) {
        guard !executable.isEmpty else { throw .invalidArgument("a command needs the name of a program") }
        let words = [executable] + arguments + environment.values + [workingDirectory ?? "/"]
        guard !words.contains(where: { $0.utf8.contains(0) }) else {
            throw .invalidArgument("a NUL byte stands in the command line or the environment of \(executable.filter { $0 != "\0" })")
        }
        for name in Array(environment.keys) + unset where !Self.isVariableName(name) {
            throw .invalidArgument("\(ShellQuoting.quoteForDisplay(name)) is no name for an environment variable")
        }
        guard (workingDirectory ?? "/").hasPrefix("/") else {
            throw .invalidArgument("the working directory \(workingDirectory ?? "") must be an absolute path")
        }
    }

    /// Whether POSIX allows this name (POSIX.1-2017, Base Definitions, 3.235).
    private static func isVariableName(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
