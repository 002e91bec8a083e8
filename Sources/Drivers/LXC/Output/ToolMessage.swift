import StrataLinuxHost

/// What the LXC tools say when something fails, without what helps nobody.
enum ToolMessage {
    /// The messages on standard error, joined: `tool: name: ../src/lxc/file.c: function: LINE message` becomes `message`.
    static func text(of errors: String) -> String {
        join(
            errors.split(separator: "\n").map { line in
                guard let file = line.firstRange(of: ".c: ") ?? line.firstRange(of: ".h: ") else { return line.trimmed }
                let rest = line[file.upperBound...]
                guard let colon = rest.firstRange(of: ": ") else { return rest.trimmed }
                let numbered = rest[colon.upperBound...]
                let digits = numbered.prefix { $0.isASCII && $0.isNumber }
                return (digits.isEmpty ? numbered : numbered.dropFirst(digits.count)).trimmed
            })
    }

    /// The errors in a log file: `lxc-start NAME TIME ERROR    category - file:function:line - message`.
    static func errors(inLog text: String) -> String {
        join(
            text.split(separator: "\n").compactMap { line in
                guard line.contains(" ERROR ") || line.contains(" FATAL "), let first = line.firstRange(of: " - ") else { return nil }
                let rest = line[first.upperBound...]
                return rest.firstRange(of: " - ").map { rest[$0.upperBound...].trimmed }
            })
    }

    private static func join(_ messages: [String]) -> String {
        var seen: Set<String> = []
        let told = messages.filter { message in
            !message.isEmpty && !empty.contains { message.contains($0) } && seen.insert(message).inserted
        }
        return (told.isEmpty ? messages.prefix(1) : told.prefix(6)).joined(separator: "; ")
    }

    /// Beginnings of messages that only say that there was an error.
    private static let empty = [
        "The container failed to start", "To get more details, run", "Additional information can be obtained", "Received container state",
        "Failed to load config for", "Failure to retrieve information",
        "An error occurred in another process", "Failed to spawn container", "No such process - Failed to send SIGKILL",
    ]
}
