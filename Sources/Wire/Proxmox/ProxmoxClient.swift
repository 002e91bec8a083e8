public import HTTPS
public import StrataAPI

/// A client of a cluster of Proxmox VE, through any of its nodes. Any number of tasks may use it; all share one login.
public struct ProxmoxClient: Sendable {
    let http: HTTPSClient
    private let credentials: ProxmoxCredentials
    private let office: TicketOffice?

    public init(_ http: HTTPSClient, credentials: ProxmoxCredentials) {
        self.http = http
        self.credentials = credentials
        office =
            switch credentials {
            case .token: nil
            case .password(let user, let password):
                TicketOffice(password: password) { password throws(ProxmoxError) in try await Self.logIn(http, user, password) }
            }
    }

    /// Lets go of idle connections.
    public func close() { http.close() }

    /// For messages.
    public var host: String { http.host }

    public func get(_ path: [String], _ query: Parameters = [:], timeout: Duration = .seconds(30)) async throws(ProxmoxError) -> JSONValue {
        try await send(.get, path, query, timeout: timeout)
    }

    /// Asks for a list that may be long, and makes something of each of its entries as they are read.
    ///
    /// - Parameter rows: what is read of them.
    public func list<Value: Sendable>(
        _ path: [String], _ query: Parameters = [:], _ rows: JSONRows, timeout: Duration = .seconds(30),
        _ body: @Sendable (JSONRows.Row) -> Value?
    ) async throws(ProxmoxError) -> [Value] {
        try await send(Self.request(.get, path, query, timeout)) { answer, limits throws(JSONError) in
            try rows.read(answer, limits: limits, body)
        }
    }

    /// Sends one request, and anew with another ticket where the server does not take the one that it got.
    ///
    /// - Returns: `data` of the answer: for what takes a while, the name of a task.
    public func send(
        _ method: HTTPSRequest.Method, _ path: [String], _ parameters: Parameters = [:], timeout: Duration = .seconds(30)
    ) async throws(ProxmoxError) -> JSONValue {
        try await send(Self.request(method, path, parameters, timeout), Self.data)
    }

    /// Sends a request whose parameters are JSON: a form has no lists of one.
    func post(_ path: [String], json: JSONValue, timeout: Duration = .seconds(60)) async throws(ProxmoxError) -> JSONValue {
        var request = HTTPSRequest(
            .post, Self.target(path), headers: [("Content-Type", "application/json")], body: [.bytes(json.encoded())])
        request.timeout = timeout
        return try await send(request, Self.data)
    }

    private static func request(
        _ method: HTTPSRequest.Method, _ path: [String], _ parameters: Parameters, _ timeout: Duration
    ) -> HTTPSRequest {
        var request = HTTPSRequest(method, target(path))
        request.timeout = timeout
        request.limit = 256 << 20
        switch method {
        // The server reads the parameters of a deletion from the query alone.
        case .get, .head, .delete: if !parameters.isEmpty { request.target += "?\(parameters.encoded)" }
        case .post, .put:
            request.headers = [("Content-Type", "application/x-www-form-urlencoded")]
            request.body = [.bytes(Array(parameters.encoded.utf8))]
        }
        return request
    }

    /// Sends a file, with further parameters before it (RFC 7578).
    func upload(
        _ path: [String], _ parameters: Parameters, file: String, name: String, timeout: Duration
    ) async throws(ProxmoxError) -> JSONValue {
        var generator = SystemRandomNumberGenerator()
        let boundary = "strata-\(String(generator.next(), radix: 36))\(String(generator.next(), radix: 36))"
        var head = ""
        for entry in parameters.entries {
            head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(entry.name)\"\r\n\r\n\(entry.value)\r\n"
        }
        head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"\(name)\"\r\n"
        head += "Content-Type: application/octet-stream\r\n\r\n"
        var request = HTTPSRequest(
            .post, Self.target(path), headers: [("Content-Type", "multipart/form-data; boundary=\(boundary)")],
            body: [.bytes(Array(head.utf8)), .file(file), .bytes(Array("\r\n--\(boundary)--\r\n".utf8))])
        request.timeout = timeout
        return try await send(request, Self.data)
    }

    /// How an answer's body is read.
    private typealias Reading<Value> = (_ body: [UInt8], JSONLimits) throws(JSONError) -> Value

    private static func data(_ body: [UInt8], _ limits: JSONLimits) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: body, limits: limits)["data"] ?? .null
    }

    private func send<Value: Sendable>(_ request: HTTPSRequest, _ reading: Reading<Value>) async throws(ProxmoxError) -> Value {
        guard let office else {
            var request = request
            if case .token(let id, let secret) = credentials { request.headers.append(("Authorization", "PVEAPIToken=\(id)=\(secret)")) }
            return try await Self.exchange(http, request, reading)
        }
        let ticket = try await office.ticket()
        do throws(ProxmoxError) {
            return try await Self.exchange(http, Self.signed(request, ticket), reading)
        } catch {
            guard case .refused(_, 401, _, _) = error else { throw error }
            return try await Self.exchange(http, Self.signed(request, try await office.ticket(afterRefusalOf: ticket)), reading)
        }
    }

    /// What a WebSocket's request shows of who asks.
    func signature() async throws(ProxmoxError) -> [(name: String, value: String)] {
        if let office {
            return [("Cookie", "PVEAuthCookie=\(Parameters.encode(try await office.ticket().ticket))")]
        }
        guard case .token(let id, let secret) = credentials else { return [] }
        return [("Authorization", "PVEAPIToken=\(id)=\(secret)")]
    }

    private static func signed(_ request: HTTPSRequest, _ ticket: TicketOffice.Ticket) -> HTTPSRequest {
        var request = request
        request.headers.append(("Cookie", "PVEAuthCookie=\(Parameters.encode(ticket.ticket))"))
        if request.method != .get { request.headers.append(("CSRFPreventionToken", ticket.csrfToken)) }
        return request
    }

    private static func logIn(_ http: HTTPSClient, _ user: String, _ password: String) async throws(ProxmoxError) -> TicketOffice.Ticket {
        let parameters: Parameters = ["username": user, "password": password]
        var request = HTTPSRequest(
            .post, target(["access", "ticket"]), headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: [.bytes(Array(parameters.encoded.utf8))])
        request.timeout = .seconds(20)
        let data = try await exchange(http, request, data)
        if data["NeedTFA"]?.isTruthy == true {
            throw .refused(
                request: "POST /access/ticket", status: 401,
                reason: "\(user) has a second factor, which no program can enter; use an API token",
                parameters: [:])
        }
        guard let ticket = data["ticket"]?.string, let csrf = data["CSRFPreventionToken"]?.string else {
            throw .malformed(request: "POST /access/ticket", reason: "there is no ticket in it")
        }
        return TicketOffice.Ticket(ticket: ticket, csrfToken: csrf)
    }

    private static func exchange<Value: Sendable>(
        _ http: HTTPSClient, _ request: HTTPSRequest, _ reading: Reading<Value>
    ) async throws(ProxmoxError) -> Value {
        let path = request.target.split(separator: "?").first ?? ""
        let name = "\(request.method.rawValue) \(path.dropFirst(prefix.count))"
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await http.send(request) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        guard answer.status < 300 else { throw refusal(answer, name) }
        do throws(JSONError) {
            return try reading(answer.body, JSONLimits(depth: 64, bytes: request.limit))
        } catch {
            throw .malformed(request: name, reason: "\(error)")
        }
    }

    /// The text of an error stands behind the status code; what is wrong with parameters, and with newer versions the text too, in the body.
    private static func refusal(_ answer: HTTPSAnswer, _ request: String) -> ProxmoxError {
        let body = try? JSONValue(parsing: answer.body, limits: JSONLimits(depth: 16, bytes: 1 << 20))
        let said = body?["message"]?.string.map { String($0.prefix(2000)).trimmed() } ?? ""
        return .refused(
            request: request, status: answer.status, reason: answer.reason.isEmpty ? said : answer.reason,
            parameters: (body?["errors"]?.object ?? [:]).compactMapValues { $0.string?.trimmed() })
    }

    private static let prefix = "/api2/json"

    private static func target(_ path: [String]) -> String { prefix + path.map { "/\(Parameters.encode($0))" }.joined() }
}

extension String {
    fileprivate func trimmed() -> String {
        String(trimmingPrefix { $0.isWhitespace }.reversed().trimmingPrefix { $0.isWhitespace }.reversed())
    }
}
