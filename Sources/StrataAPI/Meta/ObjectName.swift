/// What names an object within its kind: a namespace, empty for cluster-scoped kinds, and a name.
public struct ObjectName: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var namespace: String
    public var name: String

    public init(namespace: String = "", name: String) {
        self.namespace = namespace
        self.name = name
    }

    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

/// The identity of one object for all time, which a later object of the same name does not share. A random UUID (RFC 9562, version 4).
public struct UID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// Wraps an identity read from elsewhere.
    public init(_ text: String) { self.text = text }

    /// A new identity.
    public static func random() -> UID {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
        return UID(groups.joined(separator: "-"))
    }

    public var description: String { text }

    /// Whether it is a UUID in lower case (RFC 9562): it can be a file's name, a unit's, and what hypervisors keep as a machine's own identity.
    public var isUUID: Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }
    }
}
