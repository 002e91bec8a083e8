public import StrataAPI

/// A request that reached the test server.
public struct TestExchange: Sendable {
    public var method: String
    /// Path and query as they were sent.
    public var target: String
    public var headers: [String: String]
    public var body: [UInt8]

    public var path: String { String(target.split(separator: "?", omittingEmptySubsequences: false)[0]) }

    /// The values of a query parameter, percent-decoded.
    public func query(_ name: String) -> [String] {
        guard let start = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: start)...].split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && Self.decode(parts[0]) == name ? Self.decode(parts[1]) : nil
        }
    }

    public var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What the test server answers.
public enum TestReply: Sendable {
    case json(Int, JSONValue)
    case bytes(Int, [UInt8])
    /// An answer in pieces, which ends when the stream does.
    case stream(AsyncStream<[UInt8]>)
    /// An answer that says it has so many bytes, of which only the given ones come before the connection is cut.
    case cutOff(announced: Int, sent: [UInt8])
    /// An answer after which the connection is closed without having said so.
    case lastOfConnection(JSONValue)
    /// Nothing, for ever.
    case silence
    /// The connection is closed without an answer.
    case hangUp

    /// A `metav1.Status` that refuses.
    public static func refusal(_ reason: APIError.Reason, _ message: String, causes: [APIError.Cause] = []) -> TestReply {
        .json(reason.code, APIError(reason, message, causes: causes).json)
    }
}
