import SimulatorKit
import StrataAPI
import VNCAuthentication

/// Answers requests as a node's own server does.
struct ProxmoxService: SimulatorService {
    let cluster: Cluster
    let time: SimulatedTime
    let disturbances: Disturbances
    let counter: RequestCounter

    func answer(_ request: SimulatorRequest) async -> SimulatorResponse {
        counter.count(request)
        do {
            if disturbances.strikes("server-error") { throw Fault(500, "got timeout") }
            return Self.response(200, data: try await carryOut(request))
        } catch let fault as Fault {
            var response = Self.response(fault.status, data: .null, reason: fault.reason, errors: fault.errors)
            // So that passwords are not tried by the thousand.
            if fault.status == 401 { response.delay = time.real(3) }
            return response
        } catch {
            return Self.response(500, data: .null, reason: "\(error)", errors: [:])
        }
    }

    private static func response(
        _ status: Int, data: JSONValue, reason: String = "", errors: [String: String] = [:]
    ) -> SimulatorResponse {
        var body: JSONValue = ["data": data]
        if !reason.isEmpty { body["message"] = .string("\(reason)\n") }
        if !errors.isEmpty { body["errors"] = .object(errors.mapValues { .string($0) }) }
        return SimulatorResponse(
            status, reason: reason,
            headers: [
                ("Content-Type", "application/json;charset=UTF-8"), ("Server", "pve-api-daemon/3.0"), ("Cache-Control", "max-age=0"),
            ],
            body: body.encoded())
    }

    private func carryOut(_ request: SimulatorRequest) async throws -> JSONValue {
        let segments = request.segments
        guard segments.count >= 2, segments[0] == "api2", segments[1] == "json" else { throw Fault(404, "No such file") }
        let path = Array(segments.dropFirst(2))
        if disturbances.strikes("session-expiry") { await cluster.expireTickets() }
        if path == ["access", "ticket"], request.method == "POST" { return try await logIn(request) }
        let caller = try await cluster.caller(request)
        let matches = Endpoints.all.compactMap { endpoint in endpoint.match(path).map { (endpoint, $0) } }
        guard let (endpoint, places) = matches.first(where: { $0.0.method == request.method }) else {
            SimulatorLog.note("not simulated: \(request.method) /\(path.joined(separator: "/"))")
            throw Fault(501, "Method '\(request.method) /\(path.joined(separator: "/"))' not implemented")
        }
        let wrong = Endpoint.problems(places)
        guard wrong.isEmpty else { throw Fault.parameters(wrong) }
        let sent = try Self.parameters(request).filter { name, value in
            // What stands in the path may be said again.
            places[name] != value
        }
        let parameters = try endpoint.parameters.check(sent, isExact: request.isJSON)
        let call = Endpoint.Call(caller: caller, path: places, parameters: parameters, upload: request.upload)
        try await cluster.require(endpoint.privileges, call)
        return try await endpoint.handler(cluster, call)
    }

    private func logIn(_ request: SimulatorRequest) async throws -> JSONValue {
        var fields = Dictionary(try Self.parameters(request), uniquingKeysWith: { $1 })
        if let realm = fields["realm"], fields["username"]?.contains("@") == false { fields["username", default: ""] += "@\(realm)" }
        guard let name = fields["username"], let password = fields["password"] else {
            throw Fault.parameters(
                ["username", "password"].filter { fields[$0] == nil }.reduce(into: [:]) {
                    $0[$1] = "property is missing and it is not optional"
                })
        }
        guard let ticket = await cluster.logIn(name, password) else { throw Fault(401, "authentication failure") }
        return [
            "username": .string(name), "ticket": .string(ticket.ticket), "CSRFPreventionToken": .string(ticket.csrfToken),
            "clustername": .string(cluster.inventory.clusterName), "cap": .object([:]),
        ]
    }

    /// The parameters of a request, from its query and from its body: a form, or JSON.
    private static func parameters(_ request: SimulatorRequest) throws -> [(String, String)] {
        var list = FormFields.parse(request.query).map { ($0.name, $0.value) }
        if let upload = request.upload {
            list += upload.fields.map { ($0.key, $0.value) }
            return list + [("filename", upload.fileName)].filter { _ in upload.fields["filename"] == nil }
        }
        guard !request.body.isEmpty else { return list }
        guard let body = request.bodyParameters else { throw Fault(400, "invalid JSON") }
        return list + body.map { ($0.name, $0.value) }
    }

    func intake(_ request: SimulatorRequest) async -> SimulatorIntake { .usual }

    func webSocket(_ request: SimulatorRequest) async -> (@Sendable (WebSocketConversation) async throws -> Void)? {
        let segments = request.segments
        guard segments.count == 7, segments.last == "vncwebsocket", (try? await cluster.caller(request)) != nil,
            let number = Int(segments[5])
        else { return nil }
        let query = Dictionary(FormFields.parse(request.query).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        guard let ticket = query["vncticket"], let offer = await cluster.terminals[ticket], offer.guest == number else { return nil }
        let cluster = cluster
        if offer.isScreen {
            return { conversation in
                guard await cluster.takeTerminal(ticket) else { return }
                let challenge = (0..<16).map { _ in UInt8.random(in: 0 ... .max) }
                let title = await cluster.name(of: number)
                try await SimulatedScreen(
                    title: "QEMU (\(title))", security: .challenge(challenge, answer: VNCPassword.answer(to: challenge, password: ticket))
                ) { await cluster.isOn(number) }.run(conversation)
            }
        }
        return { conversation in try await SimulatedTerminal(cluster: cluster, number: number, ticket: ticket).run(conversation) }
    }
}

extension Cluster {
    func expireTickets() { access.expireTickets() }

    func logIn(_ user: String, _ password: String) -> (ticket: String, csrfToken: String)? {
        access.logIn(user, password, now: seconds)
    }

    func caller(_ request: SimulatorRequest) throws(Fault) -> AccessControl.Caller {
        try access.caller(
            authorization: request.headers["authorization"], cookie: request.cookie("PVEAuthCookie"),
            csrfToken: request.headers["csrfpreventiontoken"], isChange: request.method != "GET", now: seconds)
    }
}
