/// The colours of words that say how something is.
enum Palette {
    private static let good: Set<String> = ["Running", "Ready", "True", "Active", "Present", "Yes"]
    private static let bad: Set<String> = ["Failed", "Unreachable", "Unsupported", "Missing", "Warning", "Error"]
    private static let changing: Set<String> = [
        "Pending", "Creating", "Starting", "Stopping", "Deleting", "Terminating", "Building", "Degraded",
    ]
    private static let dim: Set<String> = ["Unknown", "Stopped", "Paused"]

    /// The word in its colour (ECMA-48's SGR sequences), or as it is.
    static func paint(_ word: String) -> String {
        let first = word.split(separator: " ").first.map(String.init) ?? word
        if good.contains(first) { return "\u{1B}[32m\(word)\u{1B}[0m" }
        if bad.contains(first) { return "\u{1B}[31m\(word)\u{1B}[0m" }
        if changing.contains(first) { return "\u{1B}[33m\(word)\u{1B}[0m" }
        if dim.contains(first) { return "\u{1B}[2m\(word)\u{1B}[0m" }
        return word
    }

    static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\u{1B}[0m" }
}
