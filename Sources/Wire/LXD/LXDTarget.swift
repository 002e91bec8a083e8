/// Parts of requests' targets (RFC 3986).
public enum LXDTarget {
    /// A name as one segment of a path, or as a value of a query.
    public static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                encoded.append(Character(Unicode.Scalar(byte)))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// The path of an instance, and what follows it: `/state`.
    public static func instance(_ name: String, _ rest: String = "") -> String { "/1.0/instances/\(encoded(name))\(rest)" }
}
