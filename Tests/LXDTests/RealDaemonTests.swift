import LXD
import LXDDaemon
import StrataAPI
import Testing

struct RealDaemonTests {
    @Test func `a real daemon makes, lists, changes and removes an instance, and refuses in its own words`() async throws {
        try await TestDaemon.run { daemon in
            let client = daemon.client
            let server = try await client.server()
            try server.require("instances")
            #expect(throws: LXDError.missingExtension("no_such_extension")) { try server.require("no_such_extension") }

            let wish: JSONValue = [
                "name": "a", "type": "container", "source": ["type": "none"],
                "devices": ["root": ["type": "disk", "path": "/", "pool": "default"]],
            ]
            _ = try await client.perform(.post, "/1.0/instances", wish)
            let list = try await client.send(.get, "/1.0/instances?recursion=2").metadata.array
            #expect(list?.map { $0["name"]?.string } == ["a"])
            #expect(list?.first?["state"]?["status"]?.string == "Stopped")

            let etag = try #require(try await client.send(.get, "/1.0/instances/a").etag)
            let change: JSONValue = ["config": ["user.strata.uid": "u1"]]
            _ = try await client.perform(.patch, "/1.0/instances/a", change, ifMatch: etag)
            #expect(try await client.send(.get, "/1.0/instances/a").metadata["config"]?["user.strata.uid"]?.string == "u1")
            let stale = await #expect(throws: LXDError.self) {
                _ = try await client.perform(.patch, "/1.0/instances/a", change, ifMatch: etag)
            }
            guard case .refused(_, 412, _) = stale else {
                Issue.record("\(String(describing: stale))")
                return
            }

            // A second one of that name is taken on, and fails in its operation.
            let twice = await #expect(throws: LXDError.self) { _ = try await client.perform(.post, "/1.0/instances", wish) }
            guard case .failed = twice else {
                Issue.record("\(String(describing: twice))")
                return
            }
            _ = try await client.perform(.delete, "/1.0/instances/a")
            #expect(try await client.send(.get, "/1.0/instances").metadata.array == [])
        }
    }
}
