import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// The built program with sites of LXD's, one of them on the network. Needs root, LXC and LXD.
    @Suite struct LXDTests {
        @Test(.timeLimit(.minutes(5)))
        func `a daemon on the network lets the server in by a token, says who changed what, and gives an instance to another daemon`()
            async throws
        {
            try await ServerUnderTest.run { (server) async throws in
                try await TestDaemon.run { far in
                    try await far.withNeighbour { near in
                        try await far.listening { relay in try await use(server, far, near, port: try #require(relay.port)) }
                    }
                }
            }
        }

        private func use(_ server: ServerUnderTest, _ far: TestDaemon, _ near: TestDaemon, port: Int) async throws {
            let machine = server.machine
            let token = try await far.token("strata")
            try await server.strata(
                "site", "add", "far", "--stack", "lxd", "--endpoint", "https://\(Relay.host):\(port)", "--trust-token", token)
            let stranger = try await machine.run(
                server.command(
                    "site", "add", "again", "--stack", "lxd", "--endpoint", "https://\(Relay.host):\(port)", "--trust-token", token))
            #expect(!stranger.succeeded && stranger.errorText.contains("does not let this server in by the token"))
            let site =
                "apiVersion: strata.dev/v1alpha1\nkind: Site\nmetadata: {name: near}\n"
                + "spec: {stack: lxd, surveyIntervalSeconds: 1, options: {socket: \(near.socket)}}\n"
            try await server.strata("apply", "-f", "-", input: site)

            try await server.strata("launch", "busybox", "e2e-lxd", "--site", "far", "--memory", "64Mi")
            #expect(try await machine.check(server.command("exec", "e2e-lxd", "--", "echo", "here")).text == "here\n")
            try await machine.check(far.command("config", "set", "e2e-lxd", "limits.memory", "48MiB"))
            try await server.wait("the drift") {
                try await server.instance("e2e-lxd")?.status.conditions["InSync"]?.message.hasPrefix(
                    "changed by others (root on the host, ")
                    == true
            }

            try await server.strata("stop", "e2e-lxd")
            try await server.strata("move", "e2e-lxd", "--to", "near")
            let moved = try #require(try await server.instance("e2e-lxd"))
            #expect(moved.spec.site == "near")
            try await server.strata("start", "e2e-lxd")
            #expect(try await machine.check(server.command("exec", "e2e-lxd", "--", "echo", "there")).text == "there\n")
            try await server.strata("rm", "e2e-lxd", "--now")

            // Left behind by a server that is gone.
            let wish: JSONValue = [
                "name": "e2e-left", "source": ["type": "none"],
                "config": [
                    "user.strata.uid": .string(UID.random().text), "user.strata.instance": "attic/left", "user.strata.server": "attic (1)",
                    "user.strata.origin": "created",
                ],
            ]
            _ = try await near.client.perform(.post, "/1.0/instances", wish)
            try await server.wait("the machine to appear") { try await server.instance("e2e-left") != nil }
            #expect(
                try await server.instance("e2e-left")?.status.owner.hasPrefix("the instance attic/left of the server attic (1)") == true)
            let refused = try await machine.run(server.command("adopt", "e2e-left"))
            #expect(!refused.succeeded && refused.errorText.contains("strata adopt --take-over"))
            try await server.strata("adopt", "e2e-left", "--take-over")
            try await server.wait("no other owner") { try await server.instance("e2e-left")?.status.owner == "" }
            try await server.strata("rm", "e2e-left", "--now")
            #expect(try await near.client.send(.get, "/1.0/instances").metadata.array == [])
            try await server.strata("site", "rm", "far")
            try await server.strata("site", "rm", "near")
        }
    }
}
