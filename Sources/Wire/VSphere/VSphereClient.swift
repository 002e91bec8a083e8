public import HTTPS
public import XMLDocuments

/// A client of vSphere's SOAP interface (`vim25`), of a vCenter or of a single ESXi host.
///
/// Any number of tasks may use it. It logs in once for all of them, and again when the server has forgotten the session.
public struct VSphereClient: Sendable {
    /// What the server is and has.
    public let content: ServiceContent
    let http: HTTPSClient
    /// Calls that wait for something to happen have connections of their own, so that they hold up no others.
    let waiting: HTTPSClient
    let sessions: SessionOffice
    let views = ViewShelf()
    /// Tags; nil where the server is a single ESXi host.
    public let tags: TagClient?
    /// The server's clock, which need not be this machine's.
    public let clock = ServerClock()
    /// As the server names who acts, in events and tasks.
    public let user: String

    /// The longest answer, in bytes.
    static let answerLimit = 128 << 20

    /// Asks a server what it is, and logs in.
    ///
    /// - Parameters:
    ///   - http: connections for calls.
    ///   - waiting: connections for calls that wait.
    public init(_ http: HTTPSClient, waiting: HTTPSClient, user: String, password: String) async throws(VSphereError) {
        self.http = http
        self.waiting = waiting
        self.user = user
        let instance = ManagedObject("ServiceInstance", "ServiceInstance")
        let answer = try await Self.exchange(
            http, SOAP.request("RetrieveServiceContent", on: instance, []), "RetrieveServiceContent", action: "urn:vim25", session: nil,
            isRepeatable: true)
        guard let value = answer.element["returnval"] else { throw .malformed("RetrieveServiceContent returned nothing") }
        let content = try ServiceContent(value)
        self.content = content
        let major = content.apiVersion.split(separator: ".").first.flatMap { Int($0) } ?? 0
        tags = content.isCenter ? TagClient(http, user: user, password: password, isOld: major < 7) : nil
        sessions = SessionOffice { [clock] number throws(VSphereError) in
            let call = SOAP.request(
                "Login", on: content.sessionManager, [.plain("userName", user), .plain("password", password)])
            let answer = try await Self.exchange(http, call, "Login", action: Self.action(content), session: nil, isRepeatable: true)
            clock.note(answer.element.at("returnval", "loginTime")?.text)
            guard let cookie = answer.cookie else { throw .malformed("a login without a session") }
            return SessionOffice.Session(cookie: cookie, number: number)
        }
        _ = try await sessions.session()
    }

    /// For messages: `vc.example:443`.
    public var host: String { http.host }

    /// Ends the session and lets go of connections.
    public func close() async {
        await tags?.close()
        if let session = await sessions.leave() {
            let call = SOAP.request("Logout", on: content.sessionManager, [])
            // A session that is not ended ends by itself after half an hour.
            _ = try? await Self.exchange(
                http, call, "Logout", action: Self.action(content), session: session, isRepeatable: false, .seconds(3))
        }
        http.close()
        waiting.close()
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - isRead: whether the call changes nothing, so that it may be made again where a connection broke before its answer.
    ///   - timeout: how long the answer may take.
    /// - Returns: an element whose children are the method's `returnval`s.
    public func call(
        _ method: String, on object: ManagedObject, _ arguments: [XMLElement] = [], isRead: Bool = false, timeout: Duration = .seconds(60)
    ) async throws(VSphereError) -> XMLElement {
        try await call(method, on: object, arguments, through: http, isRead: isRead, timeout: timeout).element
    }

    /// The same with the session in which it was called.
    func call(
        _ method: String, on object: ManagedObject, _ arguments: [XMLElement], through http: HTTPSClient, isRead: Bool,
        timeout: Duration
    ) async throws(VSphereError) -> (element: XMLElement, session: SessionOffice.Session) {
        let request = SOAP.request(method, on: object, arguments)
        var session = try await sessions.session()
        do throws(VSphereError) {
            return (try await send(request, method, session, http, isRead, timeout), session)
        } catch {
            // What is asked without a session is not done, so it can be asked again.
            guard case .fault(let fault) = error, fault.type == "NotAuthenticated" else { throw error }
            session = try await sessions.session(afterRefusalOf: session)
            return (try await send(request, method, session, http, isRead, timeout), session)
        }
    }

    private func send(
        _ request: [UInt8], _ method: String, _ session: SessionOffice.Session, _ http: HTTPSClient, _ isRead: Bool, _ timeout: Duration
    ) async throws(VSphereError) -> XMLElement {
        try await Self.exchange(
            http, request, method, action: Self.action(content), session: session, isRepeatable: isRead, timeout
        ).element
    }

    private static func action(_ content: ServiceContent) -> String {
        content.apiVersion.isEmpty ? "urn:vim25" : "urn:vim25/\(content.apiVersion)"
    }

    private static func exchange(
        _ http: HTTPSClient, _ body: [UInt8], _ method: String, action: String, session: SessionOffice.Session?, isRepeatable: Bool,
        _ timeout: Duration = .seconds(60)
    ) async throws(VSphereError) -> (element: XMLElement, cookie: String?) {
        var headers = [(name: "Content-Type", value: "text/xml; charset=utf-8"), (name: "SOAPAction", value: "\"\(action)\"")]
        if let session { headers.append((name: "Cookie", value: session.cookie)) }
        var request = HTTPSRequest(.post, "/sdk", headers: headers, body: [.bytes(body)])
        request.timeout = timeout
        request.limit = answerLimit
        request.isRepeatable = isRepeatable
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await http.send(request) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        let cookie = answer.headers["set-cookie"].map { String($0.prefix { $0 != ";" }) }
        // Faults come with the status 500.
        guard answer.status == 200 || answer.status == 500 else {
            throw .transport(
                .malformed(host: http.host, reason: "HTTP status \(answer.status) \(answer.reason)".trimmingSuffix(while: { $0 == " " })))
        }
        return (try SOAP.answer(answer.body, to: method, limit: answerLimit), cookie)
    }
}

extension String {
    fileprivate func trimmingSuffix(while isEnd: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isEnd(last) { text.removeLast() }
        return text
    }
}
