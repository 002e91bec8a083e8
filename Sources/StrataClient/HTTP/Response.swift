public import StrataAPI

/// An answer that was carried out by the server, read to its end.
public struct Response: Sendable {
    /// The HTTP status code, below 400.
    public var status: Int
    public var body: [UInt8]
    /// `Warning` headers: what the server wants the user to know (RFC 9111, section 5.5, as kube-apiserver uses it).
    public var warnings: [String]

    /// The body as JSON.
    ///
    /// - Throws: ``ClientError/malformed(_:)``.
    public func json() throws(ClientError) -> JSONValue { try Self.parse(body) }

    static func parse(_ body: [UInt8]) throws(ClientError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: body, limits: JSONLimits(depth: 96, bytes: 256 << 20))
        } catch {
            throw .malformed(error.description)
        }
    }

    /// The error that an answer with a status of 400 or more stands for.
    static func failure(status: Int, body: [UInt8]) -> ClientError {
        if let json = try? JSONValue(parsing: body, limits: JSONLimits(depth: 96, bytes: 4 << 20)),
            var status = APIStatus(json: json).map({ $0 })
        {
            if status.code == 0 { status.code = 500 }
            return .status(status)
        }
        let text = String(decoding: body.prefix(400), as: UTF8.self).split(separator: "\n").first.map { String($0).printable() } ?? ""
        return .status(APIStatus(code: status, reason: "", message: text.isEmpty ? "the server answered HTTP \(status)" : text))
    }
}
