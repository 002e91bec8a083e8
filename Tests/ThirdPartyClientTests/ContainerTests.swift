import BuiltServer
import StrataDriverKit
import Testing

/// A real container through a client that knows nothing of Strata. Needs root and LXC.
@Suite(.serialized, .tags(.proof, .host), .timeLimit(.minutes(3))) struct ContainerTests {
    @Test func `kubectl applies a container, waits until it is ready, pauses and deletes it`() async throws {
        try await BuiltServer.run([]) { (server) async throws in
            try await server.kubectl("wait", "--for=create", "site/local-lxc", "--timeout=30s")
            try await server.kubectl("wait", "--for=condition=Ready", "site/local-lxc", "--timeout=30s")
            let manifest = Manifest.instance("proof-web").replacing("nowhere", with: "local-lxc")
            try await server.kubectl("apply", "-f", "-", input: manifest)
            try await server.kubectl("wait", "--for=condition=Ready", "instance/proof-web", "--timeout=90s")
            let row = try await server.kubectl("get", "instance", "proof-web").rows.first ?? []
            #expect(row.prefix(4) == ["proof-web", "local-lxc", "Running", "True"])
            #expect(try await server.machine.run(.init("lxc-info", "-n", "proof-web", "-s", "-H")).text.trimmed == "RUNNING")
            #expect(try await server.kubectl("describe", "instance", "proof-web").contains("Created"))
            let snapshot = "apiVersion: strata.dev/v1alpha1\nkind: Snapshot\nmetadata: {name: proof-kept}\nspec: {instance: proof-web}\n"
            try await server.kubectl("apply", "-f", "-", input: snapshot)
            try await server.kubectl("wait", "--for=condition=Ready", "snapshot/proof-kept", "--timeout=30s")
            #expect(try await server.kubectl("get", "snap", "proof-kept").rows.first?.prefix(3) == ["proof-kept", "proof-web", "Ready"])
            #expect(try await server.kubectl("explain", "snapshot.spec.memory").contains("<boolean>"))
            #expect(try await server.kubectl("describe", "snapshot", "proof-kept").contains("Taken"))
            let revert = "/apis/strata.dev/v1alpha1/namespaces/default/snapshots/proof-kept/revert"
            #expect(try await server.kubectl("create", "--raw", revert, "-f", "-", input: "{}").contains("Success"))
            try await server.kubectl("wait", "--for=condition=Ready", "instance/proof-web", "--timeout=30s")
            try await server.kubectl("patch", "instance", "proof-web", "--type=merge", "-p", #"{"spec":{"power":"Paused"}}"#)
            try await server.kubectl("wait", "--for=jsonpath={.status.phase}=Paused", "instance/proof-web", "--timeout=30s")
            try await server.kubectl("delete", "instance", "proof-web", "--timeout=60s")
            #expect(try await !server.machine.run(.init("lxc-info", "-n", "proof-web")).succeeded)
            _ = try await server.strata("network", "reset", "--data", server.data)
        }
    }
}
