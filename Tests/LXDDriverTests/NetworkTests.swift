import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import StrataServer
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `A daemon on the network` {
    @Test func `lets a client in by a token, once, and serves it as it does on its socket`() async throws {
        let yard = try #require(Yard.shared)
        try await yard.server.listening { relay in
            let token = try await yard.server.token("far")
            let driver = try await yard.connect(through: relay, ["token": token])
            let order = yard.order("remote")
            let id = try await driver.create(order)
            let changes = try await driver.changes()
            try await driver.start(id)
            for try await change in changes where change == id { break }
            #expect(try await driver.observe(id)?.power == .running)
            let other = try await yard.connect(
                through: relay, ["token": try await yard.server.token("bob")], as: try ClientIdentity(named: "x"))
            let heard = try await driver.changes()
            var theirs = order
            theirs.memory = Quantity("99Mi")
            _ = try await other.update(id, to: theirs)
            for try await change in heard where change == id { break }
            let foreign = try #require(try await driver.observe(id)?.lastChange)
            #expect(foreign.user == "the certificate bob" && foreign.way.hasPrefix("from 127.0.0.1"))
            await other.close()
            #expect(try await yard.run(id, "echo", "here", on: driver).text == "here\n")
            try await eventually { try await yard.log(id, on: driver).contains("started") }
            // The daemon tells it once alone.
            #expect(try await yard.log(id, on: driver).contains("started"))
            try await driver.delete(id, owner: order.uid)
            await driver.close()
            // The token is used up, and another client stays out.
            let error = await #expect(throws: DriverError.self) {
                _ = try await yard.connect(through: relay, ["token": token], as: try ClientIdentity(named: "other"))
            }
            #expect("\(String(describing: error))".contains("does not let this server in by the token"))
            // Who was let in stays so, without any token.
            let again = try await yard.connect(through: relay, [:], ["fingerprint": .string(try await yard.fingerprint)])
            #expect(try await again.list().isEmpty)
            await again.close()
        }
    }

    @Test(.enabled(if: TestProduct.current.name == "lxd", "Incus has no password"))
    func `lets a client in by its password`() async throws {
        let yard = try #require(Yard.shared)
        _ = try await yard.client.send(.patch, "/1.0", ["config": ["core.trust_password": "let me in"]])
        let pin: JSONValue = ["fingerprint": .string(try await yard.fingerprint)]
        try await yard.server.listening { relay in
            let wrong = await #expect(throws: DriverError.self) {
                _ = try await yard.connect(through: relay, ["password": "let me out"], pin, as: try ClientIdentity(named: "guest"))
            }
            guard case .refused = try #require(wrong) else {
                Issue.record("\(String(describing: wrong))")
                return
            }
            let driver = try await yard.connect(through: relay, ["password": "let me in\n"], pin, as: try ClientIdentity(named: "guest"))
            #expect(try await driver.survey().version.isEmpty == false)
            await driver.close()
        }
    }

    @Test func `that shows another certificate is told nothing`() async throws {
        let yard = try #require(Yard.shared)
        try await yard.server.listening { relay in
            let other = await #expect(throws: DriverError.self) {
                _ = try await yard.connect(through: relay, ["password": "x"], ["fingerprint": .string(String(repeating: "ab", count: 32))])
            }
            #expect("\(String(describing: other))".contains(try await yard.fingerprint), "the certificate that was shown is named")
            guard case .refused = other else {
                Issue.record("\(String(describing: other))")
                return
            }
            // Nobody vouches for the daemon's own certificate.
            let unpinned = await #expect(throws: DriverError.self) { _ = try await yard.connect(through: relay, ["password": "x"]) }
            #expect("\(String(describing: unpinned))".contains("CERTIFICATE_VERIFY_FAILED"))
            let certificates = try await yard.client.send(.get, "/1.0/certificates?recursion=1").metadata.array ?? []
            #expect(!certificates.contains { $0["name"]?.string == "strata-stranger" })
        }
    }

    @Test func `that does not know the client and is given no secret says what helps`() async throws {
        let yard = try #require(Yard.shared)
        try await yard.server.listening { relay in
            let error = await #expect(throws: DriverError.self) {
                _ = try await yard.connect(
                    through: relay, [:], ["fingerprint": .string(try await yard.fingerprint)], as: try ClientIdentity(named: "nobody"))
            }
            #expect("\(String(describing: error))".contains("config trust add"))
        }
    }
}

extension Yard {
    /// What every connection is unless it says otherwise.
    private static let identity = Result { try ClientIdentity(named: "yard") }

    /// The SHA-256 of the daemon's certificate, in its own words.
    var fingerprint: String {
        get async throws {
            try #require(try await client.server().document[path: ["environment", "certificate_fingerprint"]]?.string)
        }
    }

    func connect(
        through relay: Relay, _ secrets: [String: String], _ options: JSONValue = [:], as identity: ClientIdentity? = nil
    ) async throws -> LXDDriver {
        let identity = try identity ?? Self.identity.get()
        let port = try #require(relay.port)
        let endpoint = try #require(HTTPSEndpoint("https://\(Relay.host):\(port)"))
        let all = secrets.merging(["tls.crt": identity.certificate, "tls.key": identity.key]) { $1 }
        return try await LXDDriver.connect(
            SiteConnection(
                site: "far", machine: LocalMachine(), network: NetworkAccess(endpoint, secrets: all.mapValues { Array($0.utf8) }),
                options: options))
    }
}
