import Glibc

/// What the command finds around itself: its environment, where its output goes, and the terminal. Tests put their own in place.
struct Surroundings: Sendable {
    var environment: [String: String]
    var output: Sink
    /// Errors, hints and progress.
    var messages: Sink

    @TaskLocal static var current = Surroundings.process

    /// Those of the process.
    static var process: Surroundings {
        var environment: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { environment[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return Surroundings(environment: environment, output: .descriptor(STDOUT_FILENO), messages: .descriptor(STDERR_FILENO))
    }

    /// A variable that is set and not empty.
    subscript(variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
}
