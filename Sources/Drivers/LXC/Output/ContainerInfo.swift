import StrataLinuxHost

/// What `lxc-info` prints: a label, a colon and a value per line.
struct ContainerInfo: Sendable, Equatable {
    var state = ""
    var pid: Int?

    init(state: String, pid: Int?) {
        self.state = state
        self.pid = pid
    }

    init(parsing text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let value = String(decoding: line[line.index(after: colon)...], as: UTF8.self).trimmed
            switch String(decoding: line[..<colon], as: UTF8.self) {
            case "State": state = value
            case "PID": pid = Int(value).flatMap { $0 > 0 ? $0 : nil }
            default: continue
            }
        }
    }
}
