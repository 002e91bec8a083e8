/// Parameters of a request, in order: names and values as text. Booleans are `1` and `0`.
public struct Parameters: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    public private(set) var entries: [Entry]

    /// One name and its value.
    public struct Entry: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    public init(dictionaryLiteral elements: (String, String)...) { entries = elements.map { Entry(name: $0.0, value: $0.1) } }

    /// A list: one parameter several times.
    init(repeating name: String, _ values: [String]) { entries = values.map { Entry(name: name, value: $0) } }

    /// Sets a parameter, or takes it away. One may be sent several times; this one then stands alone.
    public subscript(_ name: String) -> String? {
        get { entries.first { $0.name == name }?.value }
        set {
            entries.removeAll { $0.name == name }
            if let newValue { entries.append(Entry(name: name, value: newValue)) }
        }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// As a query or a body of the type application/x-www-form-urlencoded: everything but letters, digits and `-_.~` is encoded, so that a plus stays one.
    public var encoded: String { entries.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&") }

    /// Percent-encodes all but the unreserved characters (RFC 3986, section 2.3).
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
