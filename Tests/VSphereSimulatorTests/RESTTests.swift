import HTTPS
import StrataAPI
import Testing
import VSphereCenter
import VSphereSimulator

/// The interface beside SOAP.
@Suite(.timeLimit(.minutes(2))) struct RESTTests {
    private static func login(_ calls: SOAPCalls, _ target: String) async throws -> HTTPSAnswer {
        // administrator@vsphere.local:a password
        let header = ("Authorization", "Basic YWRtaW5pc3RyYXRvckB2c3BoZXJlLmxvY2FsOmEgcGFzc3dvcmQ=")
        return try await calls.client.send(HTTPSRequest(.post, target, headers: [header]))
    }

    @Test func `machines are listed by filters, turned on and off, and both forms of the interface answer alike`() async throws {
        try await TestCenter.run { inventory in
            inventory = Inventory(hosts: 2, machines: 8)
        } _: { center in
            let calls = try SOAPCalls(unknown: center)
            let login = try await Self.login(calls, "/api/session")
            #expect(login.status == 201)
            let key = try #require(try JSONValue(parsing: login.body).string)
            func send(_ method: HTTPSRequest.Method, _ target: String) async throws -> HTTPSAnswer {
                try await calls.client.send(HTTPSRequest(method, target, headers: [("vmware-api-session-id", key)]))
            }
            let off = try JSONValue(parsing: try await send(.get, "/api/vcenter/vm?power_states=POWERED_OFF").body)
            #expect(off.array?.count == 2)
            let id = try #require(off.array?.first?["vm"]?.string)
            #expect(try await send(.post, "/api/vcenter/vm/\(id)/power?action=start").status == 204)
            let again = try await send(.post, "/api/vcenter/vm/\(id)/power?action=start")
            #expect(again.status == 400)
            #expect(try JSONValue(parsing: again.body)["error_type"]?.string == "ALREADY_IN_DESIRED_STATE")
            let old = try JSONValue(parsing: try await send(.get, "/rest/vcenter/vm?filter.names.1=vm-100").body)
            #expect(old["value"]?.array?.compactMap { $0["name"]?.string } == ["vm-100"])
            for (kind, count) in [
                ("host", 2), ("cluster", 1), ("datastore", 2), ("network", 3), ("folder", 4), ("datacenter", 1), ("resource-pool", 1),
            ] {
                #expect(try JSONValue(parsing: try await send(.get, "/api/vcenter/\(kind)").body).array?.count == count, "\(kind)")
            }
            #expect(try await send(.delete, "/api/vcenter/vm/\(id)").status == 400)
            #expect(try await send(.get, "/api/vcenter/vm/vm-9999").status == 404)
            #expect(try await send(.get, "/api/vcenter/coffee").status == 404)
            #expect(try await send(.delete, "/api/session").status == 204)
            #expect(try await send(.get, "/api/vcenter/vm").status == 401)
        }
    }

    @Test func `a list that is too long is refused`() async throws {
        try await TestCenter.run { inventory in
            inventory = Inventory(hosts: 2, machines: 4001)
        } _: { center in
            let calls = try SOAPCalls(unknown: center)
            let login = try await Self.login(calls, "/rest/com/vmware/cis/session")
            let key = try #require(try JSONValue(parsing: login.body)["value"]?.string)
            let header = ("vmware-api-session-id", key)
            let answer = try await calls.client.send(HTTPSRequest(.get, "/api/vcenter/vm", headers: [header]))
            #expect(answer.status == 400)
            #expect(try JSONValue(parsing: answer.body)["error_type"]?.string == "UNABLE_TO_ALLOCATE_RESOURCE")
            let some = try await calls.client.send(HTTPSRequest(.get, "/api/vcenter/vm?power_states=POWERED_OFF", headers: [header]))
            #expect(try JSONValue(parsing: some.body).array?.count == 1000)
        }
    }
}
