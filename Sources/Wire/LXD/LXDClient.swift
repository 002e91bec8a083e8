import NIOCore
import NIOHTTP1
public import StrataAPI

/// A client of a daemon of LXD or Incus. Any number of tasks may use it; each request has a connection of its own.
public struct LXDClient: Sendable {
    /// How the daemon is asked.
    public enum Method: String, Sendable { case get = "GET", put = "PUT", patch = "PATCH", post = "POST", delete = "DELETE" }

    public let endpoint: LXDEndpoint
    /// The project that is asked about; the daemon's own when empty.
    public let project: String
    /// By which this client's orders about instances are known in what the daemon tells of requests, as the parameter ``markName``; unknown when empty.
    public let mark: String
    let limit: Int
    /// How long an answer may take.
    public let timeout: Duration

    /// - Parameters:
    ///   - project: the project that is asked about; the daemon's own when empty.
    ///   - mark: by which this client's orders are known in what the daemon tells of requests.
    ///   - limit: how many bytes an answer may have; lists of all instances are one answer.
    ///   - timeout: how long an answer may take.
    public init(_ endpoint: LXDEndpoint, project: String = "", mark: String = "", limit: Int = 256 << 20, timeout: Duration = .seconds(30))
    {
        self.endpoint = endpoint
        self.project = project
        self.mark = mark
        self.limit = limit
        self.timeout = timeout
    }

    /// A client of the daemon behind a Unix socket, at most 103 bytes long; see ``init(_:project:limit:timeout:)``.
    public init(socket path: String, project: String = "", limit: Int = 256 << 20, timeout: Duration = .seconds(30)) {
        self.init(.socket(path), project: project, limit: limit, timeout: timeout)
    }

    /// A path and query with this client's project in it. Operations have none: their ids are unique.
    func scoped(_ target: String) -> String {
        guard !project.isEmpty, target.hasPrefix("/1.0/"), !target.hasPrefix("/1.0/operations/"), !target.contains("project=") else {
            return target
        }
        return "\(target)\(target.contains("?") ? "&" : "?")project=\(LXDTarget.encoded(project))"
    }

    /// The parameter of a request's query that holds ``mark``. The daemon passes over it.
    public static let markName = "client"

    /// What every request has.
    func head(_ method: Method, _ target: String, _ more: [(String, String)] = []) -> HTTPRequestHead {
        var uri = scoped(target)
        if !mark.isEmpty, method != .get, target.hasPrefix("/1.0/instances/") {
            uri += "\(uri.contains("?") ? "&" : "?")\(Self.markName)=\(LXDTarget.encoded(mark))"
        }
        return HTTPRequestHead(
            version: .http1_1, method: .init(rawValue: method.rawValue), uri: uri,
            headers: HTTPHeaders([("Host", endpoint.authority)] + more))
    }

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - target: path and query, already encoded.
    ///   - ifMatch: the ETag that the object must still have; the daemon answers 412 otherwise.
    public func send(
        _ method: Method, _ target: String, _ body: JSONValue? = nil, ifMatch: String? = nil, timeout: Duration? = nil
    ) async throws(LXDError) -> LXDAnswer {
        let bytes = body?.encoded() ?? []
        var headers = [("Connection", "close"), ("Content-Length", "\(bytes.count)")]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        if let ifMatch { headers.append(("If-Match", ifMatch)) }
        let full = try await Exchange(endpoint: endpoint, limit: limit, timeout: timeout ?? self.timeout)
            .run(head(method, target, headers), body: bytes)
        return try LXDAnswer(
            parsing: full.body.map { Array($0.readableBytesView) } ?? [], request: "\(method.rawValue) \(target)",
            code: Int(full.head.status.code), etag: full.head.headers.first(name: "ETag"))
    }

    /// Sends a request and waits until what it set off is done. Cancelling the task cancels the operation.
    ///
    /// - Returns: the result, or the finished operation.
    public func perform(
        _ method: Method, _ target: String, _ body: JSONValue? = nil, ifMatch: String? = nil, within limit: Duration = .seconds(60)
    ) async throws(LXDError) -> JSONValue {
        try await finish(try await send(method, target, body, ifMatch: ifMatch), "\(method.rawValue) \(target)", within: limit)
    }

    /// The same, and tells what the operation says of itself meanwhile, every two seconds.
    public func perform(
        _ method: Method, _ target: String, _ body: JSONValue?, within limit: Duration, report: @escaping (_ operation: JSONValue) -> Void
    ) async throws(LXDError) -> JSONValue {
        try await finish(try await send(method, target, body), "\(method.rawValue) \(target)", within: limit, report: report)
    }

    /// Waits until what a request set off is done. Cancelling the task cancels the operation.
    ///
    /// - Parameters:
    ///   - request: what was asked, for messages.
    ///   - report: told what the operation says of itself, every two seconds; nil where nobody wants to know.
    /// - Returns: the result, or the finished operation.
    func finish(
        _ answer: LXDAnswer, _ request: String, within limit: Duration, report: ((JSONValue) -> Void)? = nil
    ) async throws(LXDError) -> JSONValue {
        guard let operation = answer.operation else { return answer.metadata }
        let end = ContinuousClock.now + limit
        var done: JSONValue
        repeat {
            do throws(LXDError) {
                done = try await wait(for: operation, seconds: report == nil ? nil : 2, timeout: report == nil ? limit : timeout)
            } catch {
                guard error == .cancelled else { throw error }
                // A task of its own, since a cancelled one can send nothing. Some operations cannot be cancelled, and go on.
                let cancel = Task { () async throws(LXDError) -> LXDAnswer in try await send(.delete, operation) }
                _ = await cancel.result
                throw error
            }
            report?(done)
            guard ContinuousClock.now < end else { throw .timedOut(request: request, after: limit) }
        } while report != nil && (done["status_code"]?.int ?? 0) < 200
        // The answer to a wait is a success even where the operation failed.
        guard done["status_code"]?.int == 200 else {
            throw .failed(operation: request, reason: done["err"]?.string ?? "it did not end well")
        }
        return done
    }

    /// An operation once it is over, or as it is after a time.
    ///
    /// Incus answers a wait for one that fails, and one that goes on for longer, with an error; what the operation is by then tells which.
    ///
    /// - Parameter seconds: how long the daemon is to wait; until the end when nil.
    /// - Throws: ``LXDError/refused(request:code:reason:)`` with 404 where the daemon knows no such operation, or none any more.
    public func wait(for operation: String, seconds: Int? = nil, timeout: Duration) async throws(LXDError) -> JSONValue {
        let refusal: LXDError
        do throws(LXDError) {
            return try await send(.get, "\(operation)/wait\(seconds.map { "?timeout=\($0)" } ?? "")", timeout: timeout).metadata
        } catch {
            guard case .refused = error else { throw error }
            refusal = error
        }
        let state: JSONValue
        do throws(LXDError) {
            state = try await send(.get, operation).metadata
        } catch {
            guard case .refused = error else { throw error }
            throw refusal
        }
        guard (state["status_code"]?.int ?? 0) < 200 else { return state }
        guard seconds != nil else { throw refusal }
        // Whoever asks again at once must not be refused at once, over and over.
        do { try await Task.sleep(for: .milliseconds(50)) } catch { throw .cancelled }
        return state
    }

    /// What the daemon is and can do.
    public func server() async throws(LXDError) -> LXDServer { LXDServer(document: try await send(.get, "/1.0").metadata) }
}

/// A daemon, as it tells of itself.
public struct LXDServer: Sendable, Hashable {
    /// The whole of `/1.0`.
    public var document: JSONValue
    private let extensions: Set<String>

    init(document: JSONValue) {
        self.document = document
        extensions = Set((document["api_extensions"]?.array ?? []).compactMap(\.string))
    }

    /// Whether the daemon has an API extension.
    public func has(_ name: String) -> Bool { extensions.contains(name) }

    /// - Throws: ``LXDError/missingExtension(_:)`` where the daemon lacks it.
    public func require(_ name: String) throws(LXDError) {
        guard extensions.contains(name) else { throw .missingExtension(name) }
    }
}
