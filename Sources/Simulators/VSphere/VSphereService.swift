import SimulatorKit
import XMLDocuments

/// Answers requests as the server does.
struct VSphereService: SimulatorService {
    let center: Center
    let time: SimulatedTime
    let disturbances: Disturbances
    let counter: RequestCounter

    func answer(_ request: SimulatorRequest) async -> SimulatorResponse {
        let path = request.segments
        switch (request.method, path.first) {
        case ("POST", "sdk"): return await soap(request)
        case (_, "api"), (_, "rest"): return await rest(request)
        case (_, "nfc") where path.count == 3: return tidied(request, await disk(request, lease: path[1], name: path[2]))
        case (_, "folder"): return tidied(request, await datastoreFile(request))
        case ("GET", "sdk") where path.count == 2 && path[1] == "vimServiceVersions.xml": return await versions()
        default:
            SimulatorLog.note("not simulated: \(request.method) \(request.path)")
            return SimulatorResponse(404, headers: [("Content-Type", "text/plain")], body: Array("Not found\n".utf8))
        }
    }

    /// What was kept of a request that was refused goes.
    private func tidied(_ request: SimulatorRequest, _ response: SimulatorResponse) -> SimulatorResponse {
        if response.status >= 400, let upload = request.upload { center.uploads.remove(UploadDirectory.name(at: upload.fileName)) }
        return response
    }

    /// The versions of the interface that clients may speak.
    private func versions() async -> SimulatorResponse {
        let newest = await center.apiVersion
        let all = ["8.0.2.0", "8.0.1.0", "8.0.0.1", "7.0.3.0", "7.0", "6.7", "6.5", "6.0", "5.5"]
        let older = all.filter { $0 != newest && ($0.compare(to: newest)) }
        let list = older.map { "<version>\($0)</version>" }.joined()
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<namespaces version=\"1.0\"><namespace><name>urn:vim25</name><version>\(newest)</version><priorVersions>\(list)</priorVersions></namespace></namespaces>\n"
        return SimulatorResponse(200, headers: [("Content-Type", "text/xml; charset=utf-8")], body: Array(xml.utf8))
    }

    // MARK: SOAP

    private func soap(_ request: SimulatorRequest) async -> SimulatorResponse {
        do {
            if disturbances.strikes("server-error") { return Self.plain(503, "Service Unavailable") }
            if disturbances.strikes("session-expiry") { await center.expireSessions() }
            if disturbances.strikes("host-away") { await center.takeAwayHost() }
            let envelope = try Self.parse(request.body)
            let element = try Self.method(envelope)
            counter.count(String(element.localName))
            let done = try await center.carryOut(
                element, cookie: request.cookie("vmware_soap_session"), agent: request.headers["user-agent"] ?? "")
            var response = Self.envelope(200, "<\(done.name)Response xmlns=\"urn:vim25\">\(done.body)</\(done.name)Response>")
            // A session is told by its cookie.
            if let key = done.session {
                response.headers.append(("Set-Cookie", "vmware_soap_session=\"\(key)\"; Path=/; HttpOnly; Secure;"))
            }
            return response
        } catch let fault as Fault {
            return Self.failure(fault)
        } catch let error as XMLError {
            return Self.failure(.request("The request could not be read: \(error)"))
        } catch {
            return Self.failure(Fault("SystemError", "A general system error occurred: \(error)", ["reason": .string("\(error)")]))
        }
    }

    private static func parse(_ body: [UInt8]) throws -> XMLElement { try XMLElement(parsing: body, limit: 8 << 20) }

    private static func method(_ envelope: XMLElement) throws(Fault) -> XMLElement {
        guard envelope.localName == "Envelope", let body = envelope.children.first(where: { $0.localName == "Body" }),
            let method = body.children.first
        else {
            throw .request("No method in the request")
        }
        return method
    }

    static func plain(_ status: Int, _ text: String) -> SimulatorResponse {
        SimulatorResponse(status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array("\(text)\n".utf8))
    }

    private static func envelope(_ status: Int, _ body: String) -> SimulatorResponse {
        let head =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenc=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<soapenv:Body>\n"
        return SimulatorResponse(
            status, headers: [("Content-Type", "text/xml; charset=utf-8"), ("Cache-Control", "no-cache")],
            body: Array((head + body + "\n</soapenv:Body>\n</soapenv:Envelope>").utf8))
    }

    private static func failure(_ fault: Fault) -> SimulatorResponse {
        var writer = SOAPWriter()
        writer.raw("<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>\(fault.message.escapedXML)</faultstring><detail>")
        var detail = SOAPWriter()
        detail.write(.object(fault.object), as: "\(fault.object.type)Fault", FieldType(base: "anyType"))
        // The detail's element declares the namespace of what is in it.
        let name = "\(fault.object.type)Fault"
        writer.raw("<\(name) xmlns=\"urn:vim25\"" + detail.text.dropFirst(name.utf8.count + 1))
        writer.raw("</detail></soapenv:Fault>")
        return envelope(500, writer.text)
    }

    func webSocket(_ request: SimulatorRequest) async -> (@Sendable (WebSocketConversation) async throws -> Void)? {
        let path = request.segments
        guard path.count == 2, path[0] == "ticket", let machine = await center.screen(path[1]) else { return nil }
        let (center, ticket) = (center, path[1])
        return { conversation in
            // A ticket is good once.
            guard await center.takeScreen(ticket) else { return }
            try await SimulatedScreen(title: machine.name, security: .open) { await center.isOn(machine.ref) }.run(conversation)
        }
    }

    func intake(_ request: SimulatorRequest) async -> SimulatorIntake {
        let path = request.segments
        guard ["PUT", "POST"].contains(request.method), ["nfc", "folder"].contains(path.first) else { return .held(limit: 8 << 20) }
        do { return .file(path: try center.uploads.make().path) } catch {
            SimulatorLog.note("cannot keep an upload: \(error)")
            return .usual
        }
    }
}

extension String {
    /// Whether a version is older than another.
    fileprivate func compare(to other: String) -> Bool {
        let left = split(separator: ".").map { Int($0) ?? 0 }
        let right = other.split(separator: ".").map { Int($0) ?? 0 }
        for index in 0..<max(left.count, right.count) {
            let (a, b) = (index < left.count ? left[index] : 0, index < right.count ? right[index] : 0)
            if a != b { return a < b }
        }
        return false
    }
}
