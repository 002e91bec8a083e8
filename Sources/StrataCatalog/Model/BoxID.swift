/// The stable kebab-case name of a layer or box, unique within its stack. Drivers report the state of a site by it.
public struct BoxID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name itself, such as `linux-kernel` or `cgroups-v2`.
    public var rawValue: String

    /// Takes any text; the catalog's own validation holds its ids to kebab case.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A literal, for drivers that name the boxes they know.
    public init(stringLiteral value: String) { rawValue = value }

    /// The name itself.
    public var description: String { rawValue }

    /// Alphabetical order of the names.
    public static func < (left: BoxID, right: BoxID) -> Bool { left.rawValue < right.rawValue }
}

extension BoxID: Codable, CodingKeyRepresentable {
    /// Reads the bare text.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the bare text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
