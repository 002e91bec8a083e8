/// One request to a server.
public struct HTTPSRequest: Sendable {
    public enum Method: String, Sendable { case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE" }

    /// What a body is made of, in order.
    public enum Piece: Sendable {
        case bytes([UInt8])
        /// A file of this machine, sent as it is read.
        case file(String)
    }

    public var method: Method
    /// Path and query as they stand in the request line.
    public var target: String
    public var headers: [(name: String, value: String)]
    public var body: [Piece]
    /// How long nothing may move, and for answers that are held in memory how long the whole may take.
    public var timeout: Duration = .seconds(60)
    /// The most bytes of an answer that are held in memory.
    public var limit = 64 << 20
    /// Whether the server may get the request twice without harm, where a connection breaks before it answers.
    public var isRepeatable: Bool

    public init(_ method: Method, _ target: String, headers: [(name: String, value: String)] = [], body: [Piece] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        isRepeatable = method == .get || method == .head
    }
}

/// An answer, read to its end.
public struct HTTPSAnswer: Sendable, Hashable {
    public var status: Int
    /// What the server wrote behind the status code; some tell there, and only there, what went wrong.
    public var reason: String
    /// By name in lower case; the first of a name.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, reason: String, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
    }
}
