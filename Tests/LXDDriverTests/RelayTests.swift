import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `A way to the daemon that fails` {
    @Test(arguments: [0, 1, 60, 200])
    func `by ending in the middle of answers leaves what the same call completes`(length: Int) async throws {
        let yard = try #require(Yard.shared)
        let driver = yard.driver
        try await yard.through { relay, far in
            var order = yard.order("cut-\(length)") { $0.memory = Quantity("64Mi") }
            try await broken(relay, .cut(after: length)) { [order] in _ = try await far.create(order) }
            let id = try await driver.create(order)
            #expect(try await driver.list().filter { $0.owner == order.uid }.map(\.id) == [id])
            try await broken(relay, .cut(after: length)) { try await far.start(id) }
            try await driver.start(id)
            order.memory = Quantity("48Mi")
            try await broken(relay, .cut(after: length)) { [order] in _ = try await far.update(id, to: order) }
            _ = try await driver.update(id, to: order)
            #expect(try await driver.observe(id)?.memory?.text == "48Mi")
            try await broken(relay, .cut(after: length)) { _ = try await far.list() }
            try await broken(relay, .cut(after: length)) {
                let session = try await far.exec(id, ExecRequest(command: ["echo", "here"]))
                for try await _ in session.output {}
                _ = try await session.exit
            }
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "t", name: "s"))
            try await broken(relay, .cut(after: length)) { _ = try await far.takeSnapshot(id, snapshot) }
            _ = try await driver.takeSnapshot(id, snapshot)
            #expect(try await driver.snapshots(id).map(\.owner) == [snapshot.uid])
            try await broken(relay, .cut(after: length)) { try await far.stop(id, grace: .zero) }
            try await broken(relay, .cut(after: length)) { [order] in try await far.delete(id, owner: order.uid) }
            try await driver.delete(id, owner: order.uid)
            // What the way has after all is as good as ever.
            #expect(try await far.observe(id) == nil)
        }
    }

    @Test func `by holding an answer back longer than is waited makes nothing twice`() async throws {
        let yard = try #require(Yard.shared)
        try await yard.through(patience: .seconds(3)) { relay, far in
            let order = yard.order("late")
            // The image is there, so that only the instance is waited for.
            _ = try await yard.driver.images.fingerprint(of: yard.image, "test", "test")
            for begin in ["GET /1.0/profiles", "GET /1.0/instances", "POST /1.0/instances"] {
                relay.inject(.hang) { $0.hasPrefix(begin) }
                let clock = ContinuousClock()
                let took = try await clock.measure {
                    let error = await #expect(throws: DriverError.self) { _ = try await far.create(order) }
                    guard case .timedOut = try #require(error) else {
                        Issue.record("\(begin): \(String(describing: error))")
                        return
                    }
                }
                #expect(took < .seconds(30))
            }
            relay.inject(nil)
            let id = try await far.create(order)
            #expect(try await yard.driver.list().filter { $0.owner == order.uid }.map(\.id) == [id])
            try await far.delete(id, owner: order.uid)
        }
    }

    @Test(arguments: [
        "", "\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n[", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
    ])
    func `by saying something else entirely is no daemon, for now`(text: String) async throws {
        let yard = try #require(Yard.shared)
        try await yard.through { relay, far in
            try await broken(relay, .say(text)) {
                _ = try await far.list()
                Issue.record("a list was made of \(text)")
            }
            // The same connection is good for the next call.
            _ = try await far.list()
        }
    }

    @Test func `to an older daemon is refused with the name of what that lacks`() async throws {
        let yard = try #require(Yard.shared)
        let whole = try await yard.client.server().document
        try await yard.server.relaying { relay, socket in
            let options: [(lacks: String, JSONValue)] = [
                ("instances", [:]), ("etag", [:]), ("event_lifecycle", [:]), ("instance_get_full", [:]), ("projects", ["project": "p"]),
                ("clustering", ["target": "a"]),
            ]
            for (name, options) in options {
                var old = whole
                old["api_extensions"] = .array((whole["api_extensions"]?.array ?? []).filter { $0.string != name })
                let envelope: JSONValue = ["type": "sync", "status": "Success", "status_code": 200, "metadata": old]
                let body = envelope.text
                relay.inject(.say("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")) {
                    $0.hasPrefix("GET /1.0 ") || $0.hasPrefix("GET /1.0?")
                }
                let error = await #expect(throws: DriverError.self) { _ = try await Yard.connect(yard.server, options, socket: socket) }
                guard case .refused(let failure) = try #require(error) else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(failure.answer.hasSuffix(" \(name)"))
            }
        }
    }

    @Test func `to a newer daemon passes over what is not known yet`() async throws {
        let yard = try #require(Yard.shared)
        let (order, id) = try await yard.running("newer") { $0.memory = Quantity("64Mi") }
        let description = try await yard.client.send(.get, LXDTarget.instance(id.text, "?recursion=1")).metadata
        let plain = try #require(InstanceRecord(description)?.observed(host: "h"))
        #expect(InstanceRecord(Self.grown(description))?.observed(host: "h") == plain)
        try await yard.driver.delete(id, owner: order.uid)
    }

    /// A document with members that nobody knows in each of its objects that has a schema of the daemon's.
    private static func grown(_ json: JSONValue) -> JSONValue {
        guard var object = json.object else { return json }
        for (key, value) in object where !["config", "expanded_config", "devices", "expanded_devices"].contains(key) {
            object[key] = grown(value)
        }
        object["new_in_some_version"] = ["a": [1, ["b": .null]]]
        return .object(object)
    }

    /// Does something while the way is broken. What it says to that must not be final.
    private func broken(_ relay: Relay, _ fault: Relay.Fault, _ body: @escaping @Sendable () async throws -> Void) async throws {
        relay.inject(fault)
        defer { relay.inject(nil) }
        do {
            try await body()
        } catch let error as DriverError {
            #expect(error.isTransient, "\(error)")
        } catch let error as TransportError {
            guard case .unreachable = error else {
                Issue.record(error)
                return
            }
        }
    }
}

extension Yard {
    /// A second driver, whose way to the daemon a test can break.
    func through(patience: Duration = .seconds(30), _ body: (Relay, LXDDriver) async throws -> Void) async throws {
        try await server.relaying { relay, socket in
            let far = try await Self.connect(server, socket: socket, patience: patience)
            let result: Result<Void, any Error>
            do { result = .success(try await body(relay, far)) } catch { result = .failure(error) }
            relay.inject(nil)
            await far.close()
            try result.get()
        }
    }
}
