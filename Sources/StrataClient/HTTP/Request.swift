/// One request to the server.
public struct Request: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    public var method: Method
    /// The path as segments, which are percent-encoded when sent, so that no name can change the path's shape.
    public var path: [String]
    /// Name and value pairs, percent-encoded when sent.
    public var query: [(name: String, value: String)] = []
    public var accept = "application/json"
    public var contentType = "application/json"
    public var body: [UInt8]?
    /// How long the whole answer may take, and for a stream how long its beginning may take.
    public var timeout: Duration = .seconds(60)
    /// The most bytes of an answer that are accepted.
    public var responseLimit = 64 << 20

    public init(_ method: Method, _ path: [String]) {
        self.method = method
        self.path = path
    }

    /// Path and query as they stand in the request line.
    func target(prefix: String) -> String {
        var text = prefix + path.map { "/" + Self.encode($0) }.joined()
        if text.isEmpty { text = "/" }
        if !query.isEmpty { text += "?" + query.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&") }
        return text
    }

    /// Percent-encodes all but the unreserved characters (RFC 3986, section 2.3). A segment of dots alone is encoded as well, since it
    /// would mean another path.
    static func encode(_ text: String) -> String {
        let isDots = text == "." || text == ".."
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !isDots: bytes.append(byte)
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
