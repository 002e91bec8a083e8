import Foundation
import HTTPS
import ProxmoxCluster
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import TLSTrust
import Testing

/// What the simulator does with requests that no good client makes.
@Suite(.timeLimit(.minutes(2))) struct ServerTests {
    private static func client(_ cluster: TestCluster) throws -> HTTPSClient {
        let pin = try #require(CertificateFingerprint(cluster.simulator.server.fingerprint))
        return try HTTPSClient(host: "127.0.0.1", port: cluster.port, trust: .fingerprint(pin))
    }

    private static func token(_ cluster: TestCluster) -> [(name: String, value: String)] {
        [("Authorization", "PVEAPIToken=\(cluster.token)")]
    }

    @Test func `what it does not know it answers with 501, and the words behind the status code say so`() async throws {
        try await TestCluster.run { cluster in
            let answer = try await Self.client(cluster).send(
                HTTPSRequest(.get, "/api2/json/cluster/ceph/status", headers: Self.token(cluster)))
            #expect(answer.status == 501)
            #expect(answer.reason == "Method 'GET /cluster/ceph/status' not implemented")
        }
    }

    @Test(arguments: [
        "/", "/api2", "/api2/json/../../etc/passwd", "/api2/json/nodes/%2e%2e/qemu", "/api2/json/nodes/pve1/qemu/100%0a/config",
        "/api2/json/nodes/pve1/qemu/99999999999999999999/config", "/api2/json/cluster/resources?type=%ff%fe", "/api2/json/%00",
    ])
    func `a hostile path is refused`(target: String) async throws {
        try await TestCluster.run { cluster in
            let answer = try await Self.client(cluster).send(HTTPSRequest(.get, target, headers: Self.token(cluster)))
            #expect((400...501).contains(answer.status), "\(answer.status) \(answer.reason)")
        }
    }

    @Test(arguments: [["Authorization": "PVEAPIToken=root@pam!test=wrong"], ["Cookie": "PVEAuthCookie=PVE:root@pam:0::x"], [:]])
    func `who is not known gets 401, after a while`(headers: [String: String]) async throws {
        try await TestCluster.run(speed: 10) { cluster in
            let start = ContinuousClock.now
            let answer = try await Self.client(cluster).send(
                HTTPSRequest(.get, "/api2/json/version", headers: headers.map { ($0.key, $0.value) }))
            #expect(answer.status == 401)
            #expect(start.duration(to: .now) >= .milliseconds(300))
        }
    }

    @Test func `a ticket changes nothing without the token against forgery`() async throws {
        try await TestCluster.run { cluster in
            let client = try Self.client(cluster)
            let login = try await client.send(
                HTTPSRequest(
                    .post, "/api2/json/access/ticket", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                    body: [.bytes(Array("username=root%40pam&password=a+password".utf8))]))
            let data = try #require(try JSONValue(parsing: login.body)["data"])
            let ticket = try #require(data["ticket"]?.string)
            let cookie = ("Cookie", "PVEAuthCookie=\(ticket)")
            let post = HTTPSRequest(
                .post, "/api2/json/pools", headers: [cookie, ("Content-Type", "application/x-www-form-urlencoded")],
                body: [.bytes(Array("poolid=test".utf8))])
            #expect(try await client.send(post).status == 401)
            var signed = post
            signed.headers.append(("CSRFPreventionToken", try #require(data["CSRFPreventionToken"]?.string)))
            #expect(try await client.send(signed).status == 200)
        }
    }

    @Test func `a user may do what the role says, and sees nothing without one`() async throws {
        try await TestCluster.run { inventory in
            inventory.guests = [Inventory.NewGuest(number: 100, name: "a")]
            for (name, role) in [("auditor", "PVEAuditor"), ("nobody", "NoAccess")] {
                var user = Inventory.User(name: "\(name)@pve", password: "x", role: role)
                user.tokens = ["t": "secret"]
                inventory.users.append(user)
            }
        } _: { cluster in
            let client = try Self.client(cluster)
            func ask(_ user: String, _ method: HTTPSRequest.Method, _ path: String) async throws -> HTTPSAnswer {
                try await client.send(
                    HTTPSRequest(method, "/api2/json/\(path)", headers: [("Authorization", "PVEAPIToken=\(user)@pve!t=secret")]))
            }
            #expect(try await ask("auditor", .get, "nodes/pve1/qemu/100/config").status == 200)
            let refused = try await ask("auditor", .post, "nodes/pve1/qemu/100/status/start")
            #expect(refused.status == 403)
            #expect(refused.reason == "Permission check failed (/vms/100, VM.PowerMgmt)")
            let seen = try JSONValue(parsing: try await ask("nobody", .get, "cluster/resources?type=vm").body)
            #expect(seen["data"]?.array?.isEmpty == true)
        }
    }

    @Test func `its state is kept in a file, and is there again`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "cluster-\(UUID()).json").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for isSecond in [false, true] {
            try await TestCluster.run(stateFile: path) { cluster in
                let client = try Self.client(cluster)
                let headers = Self.token(cluster)
                if !isSecond {
                    let post = HTTPSRequest(
                        .post, "/api2/json/pools", headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
                        body: [.bytes(Array("poolid=kept".utf8))])
                    #expect(try await client.send(post).status == 200)
                }
                let pools = try JSONValue(parsing: try await client.send(HTTPSRequest(.get, "/api2/json/pools", headers: headers)).body)
                #expect(pools["data"]?.array?.compactMap { $0["poolid"]?.string } == ["kept"])
            }
        }
    }
}
