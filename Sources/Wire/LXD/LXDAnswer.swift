public import StrataAPI

/// What the daemon answered to a request that it took.
public struct LXDAnswer: Sendable, Hashable {
    /// The result; for a request that goes on, the operation.
    public var metadata: JSONValue
    /// The path of the operation that goes on, nil where the answer is final.
    public var operation: String?
    /// The version of the object read, for `If-Match`.
    public var etag: String?

    /// - Throws: ``LXDError/refused(request:code:reason:)`` for errors, ``LXDError/protocolViolation(_:)`` for what is no envelope.
    init(parsing bytes: [UInt8], request: String, code: Int, etag: String?) throws(LXDError) {
        let envelope: JSONValue
        do { envelope = try JSONValue(parsing: bytes) } catch { throw .protocolViolation("\(request) is answered by what is not JSON") }
        metadata = envelope["metadata"] ?? .null
        self.etag = etag
        switch envelope["type"]?.string {
        case "sync" where code < 400: operation = nil
        case "async" where code < 400:
            // The path is asked for later: only one of an operation may be. What another member of a cluster answered has a query.
            guard let path = (envelope["operation"]?.string).map({ String($0.prefix { $0 != "?" }) }), path.hasPrefix("/1.0/operations/"),
                path.utf8.dropFirst("/1.0/operations/".utf8.count).allSatisfy({
                    $0 == 45 || (48...57).contains($0) || (97...122).contains($0)
                })
            else { throw .protocolViolation("\(request) is answered by an operation without a path") }
            operation = path
        case "error":
            throw .refused(
                request: request, code: envelope["error_code"]?.int.map(Int.init) ?? code, reason: envelope["error"]?.string ?? "")
        default: throw .protocolViolation("\(request) is answered by no envelope (HTTP status \(code))")
        }
    }
}
