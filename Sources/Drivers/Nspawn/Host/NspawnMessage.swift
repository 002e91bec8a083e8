import StrataLinuxHost

/// What nspawn, machinectl and systemctl say on standard error, without what helps nobody.
enum NspawnMessage {
    static func text(of errors: String) -> String {
        var seen: Set<String> = []
        let lines = errors.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted }
        let told = lines.filter { line in !empty.contains { line.hasPrefix($0) } }
        return (told.isEmpty ? Array(lines.prefix(1)) : Array(told.prefix(6))).joined(separator: "; ")
    }

    /// Beginnings of lines that only say that there was an error, or where more is told.
    private static let empty = [
        "Parent died too early", "Short read while reading", "See \"systemctl", "Hint: ", "\"journalctl", "Container ",
        "Spawning container ", "Press ", "Attempted to remove disk file system under ",
    ]
}
