import StrataAPI

/// What an instance is called while it is restored, when it is still noted as somebody's: `strata-restore-SECONDS-RANDOM`, in hexadecimal digits.
enum PassingName {
    private static let prefix = "strata-restore-"
    /// Longer than the largest backup takes.
    private static let limit = Duration.seconds(86_400)

    static func make() -> String { "\(prefix)\(String(now, radix: 16))-\(UID.random().text.prefix(8))" }

    static func isOne(_ name: String) -> Bool { name.hasPrefix(prefix) }

    /// Whether whoever chose it has given up or ended since.
    static func isStale(_ name: String) -> Bool {
        guard isOne(name), let since = Int64(name.dropFirst(prefix.count).prefix { $0 != "-" }, radix: 16) else { return false }
        return .seconds(now - since) > limit
    }

    private static var now: Int64 { Timestamp.now().seconds }
}
