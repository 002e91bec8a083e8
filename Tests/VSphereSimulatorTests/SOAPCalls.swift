import HTTPS
import TLSTrust
import Testing
import VSphereCenter
import XMLDocuments

/// Calls written by hand, as no good client makes them.
struct SOAPCalls: Sendable {
    let client: HTTPSClient
    var cookie = ""

    /// What came back: the method's element or the fault's.
    struct Answer: Sendable {
        let status: Int
        let body: XMLElement
        let cookie: String

        /// `InvalidLogin`, or nothing.
        var fault: String? {
            body.children.first { $0.localName == "detail" }?.children.first?.attributes.first { $0.name.hasSuffix(":type") }?.value
        }
        var detail: XMLElement? { body.children.first { $0.localName == "detail" }?.children.first }
        var result: XMLElement? { body["returnval"] }
    }

    init(unknown center: TestCenter) throws {
        let pin = try #require(CertificateFingerprint(center.fingerprint))
        client = try HTTPSClient(host: "127.0.0.1", port: center.port, trust: .fingerprint(pin))
    }

    /// Logs in.
    init(_ center: TestCenter, user: String? = nil, password: String? = nil) async throws {
        try self.init(unknown: center)
        let answer = try await call(
            "Login", on: "SessionManager:SessionManager",
            "<userName>\(user ?? center.user)</userName><password>\(password ?? center.password)</password>")
        try #require(answer.fault == nil)
        cookie = answer.cookie
    }

    /// - Parameter object: `Type:id`.
    func call(_ method: String, on object: String, _ arguments: String = "") async throws -> Answer {
        let parts = object.split(separator: ":", maxSplits: 1)
        return try await send(
            """
            <?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
            <e:Body><\(method) xmlns="urn:vim25"><_this type="\(parts[0])">\(parts[1])</_this>\(arguments)</\(method)></e:Body></e:Envelope>
            """)
    }

    func send(_ text: String) async throws -> Answer {
        var headers = [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"urn:vim25/8.0.1.0\"")]
        if !cookie.isEmpty { headers.append(("Cookie", cookie)) }
        let answer = try await client.send(HTTPSRequest(.post, "/sdk", headers: headers, body: [.bytes(Array(text.utf8))]))
        let envelope = try XMLElement(parsing: answer.body, limit: 64 << 20)
        let body = try #require(envelope.children.first { $0.localName == "Body" }?.children.first)
        let cookie = (answer.headers["set-cookie"] ?? "").prefix { $0 != ";" }
        return Answer(status: answer.status, body: body, cookie: String(cookie))
    }

    /// Waits for a task, and gives its `info`.
    func finished(_ task: Answer) async throws -> XMLElement {
        let id = try #require(task.result?.text, "\(task.body.xml)")
        let filter = try #require(
            try await call(
                "CreateFilter", on: "PropertyCollector:propertyCollector",
                "<spec><propSet><type>Task</type><pathSet>info.state</pathSet></propSet><objectSet><obj type=\"Task\">\(id)</obj></objectSet></spec><partialUpdates>false</partialUpdates>"
            ).result?.text)
        var version = ""
        while true {
            let update = try await call(
                "WaitForUpdatesEx", on: "PropertyCollector:propertyCollector",
                "<version>\(version)</version><options><maxWaitSeconds>20</maxWaitSeconds></options>")
            version = update.result?["version"]?.text ?? version
            if ["success", "error"].contains(where: { update.body.xml.contains(">\($0)<") }) { break }
        }
        _ = try await call("DestroyPropertyFilter", on: "PropertyFilter:\(filter)")
        let info = try await call("Fetch", on: "Task:\(id)", "<prop>info</prop>")
        return try #require(info.result)
    }
}
