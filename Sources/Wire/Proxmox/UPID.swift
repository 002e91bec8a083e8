/// The name of a task: `UPID:node:pid:pstart:starttime:type:id:user:`, the three numbers in hexadecimal digits.
public struct UPID: Sendable, Hashable, CustomStringConvertible {
    public let text: String
    /// The node that works on it, and that alone can tell of it.
    public let node: String
    /// When it began, in seconds since 1970.
    public let startedAt: Int64
    /// `qmcreate`, `vzdump`, …
    public let kind: String
    /// The guest or storage that it is about; empty where it is about none.
    public let subject: String
    public let user: String

    /// - Returns: nil for what is no task's name.
    public init?(_ text: String) {
        guard text.utf8.count <= 512, text.hasPrefix("UPID:") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 9, parts[2...4].allSatisfy({ (1...9).contains($0.utf8.count) }), let start = Int64(parts[4], radix: 16),
            Int64(parts[2], radix: 16) != nil, Int64(parts[3], radix: 16) != nil, Self.isNode(parts[1]), !parts[5].isEmpty
        else { return nil }
        self.text = text
        node = parts[1]
        startedAt = start
        kind = parts[5]
        subject = parts[6]
        user = parts[7]
    }

    public var description: String { text }

    private static func isNode(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }
}
