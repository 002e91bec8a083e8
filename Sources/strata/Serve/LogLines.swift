import Logging
import StrataAPI

/// Log lines on standard error: for people, or as JSON for machines. What comes from outside cannot break a line or reach a terminal.
struct LogLines: LogHandler {
    enum Format: String, CaseIterable {
        case text
        case json
    }

    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(format: Format, level: Logger.Level) {
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = Timestamp.now().microText
        let line: String
        switch format {
        case .text:
            let pairs = all.map { " \($0.key)=\(Self.quoted("\($0.value)".printable(limit: 1000)))" }.joined()
            line = "\(time) \(event.level.rawValue) \("\(event.message)".printable(limit: 2000))\(pairs)"
        case .json:
            var object: [String: JSONValue] = Dictionary(all.map { ($0.key, .string("\($0.value)")) }, uniquingKeysWith: { $1 })
            object["time"] = .string(time)
            object["level"] = .string(event.level.rawValue)
            object["message"] = .string("\(event.message)")
            line = JSONValue.object(object).text
        }
        Surroundings.current.messages.write(line + "\n")
    }

    private static func quoted(_ text: String) -> String {
        text.contains(" ") || text.contains("\"") || text.isEmpty ? JSONValue.string(text).text : text
    }
}
