import BuiltServer
import StrataDriverKit
import Testing

/// Deletions, namespaces and secrets with a current kubectl.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlDeletingTests {
    private static func names(_ server: BuiltServer) async throws -> String {
        try await server.kubectl("get", "instances", "-A", "-o", "jsonpath={.items[*].metadata.name}")
    }

    @Test func `objects are deleted by name, file, label and all together`() async throws {
        try await BuiltServer.run { (server) async throws in
            let names = ["a", "b", "c", "d", "e", "f"]
            let labels = ["a": "x: \"1\"", "b": "x: \"1\""]
            try await server.kubectl(
                "create", "-f", "-", input: Manifest.stream(names.map { Manifest.instance($0, labels: labels[$0] ?? "y: \"1\"") }))
            #expect(try await server.kubectl("delete", "instances", "-l", "x=1").split(separator: "\n").count == 2)
            #expect(try await Self.names(server) == "c d e f")
            try await server.kubectl("delete", "-f", "-", input: Manifest.instance("c"))
            try await server.kubectl("delete", "instance", "d", "--now")
            #expect(try await Self.names(server) == "e f")
            try await server.kubectl("delete", "instances", "--all")
            #expect(try await Self.names(server) == "")
            #expect(try await server.refusedKubectl("delete", "instance", "a").contains("NotFound"))
            try await server.kubectl("delete", "instance", "a", "--ignore-not-found")
        }
    }

    @Test func `a deletion is waited for, or not`() async throws {
        try await BuiltServer.run { (server) async throws in
            let held = Manifest.instance("held", more: ", finalizers: [example.org/hold]")
            try await server.kubectl("create", "-f", "-", input: held)
            try await server.kubectl("delete", "instance", "held", "--wait=false")
            #expect(try await Self.names(server) == "held")
            let waiting = try await server.runningKubectl("delete", "instance", "held")
            try await waiting.wait(for: "deleted")
            try await server.kubectl("patch", "instance", "held", "--type=merge", "-p", #"{"metadata":{"finalizers":null}}"#)
            #expect(try await waiting.exit() == .exited(0))
            #expect(try await Self.names(server) == "")
        }
    }

    @Test func `what belongs to an object goes with it, or stays as an orphan`() async throws {
        try await BuiltServer.run { (server) async throws in
            for policy in ["background", "foreground", "orphan"] {
                try await server.kubectl("create", "-f", "-", input: Manifest.instance("owner"))
                let uid = try await server.kubectl("get", "instance", "owner", "-o", "jsonpath={.metadata.uid}")
                try await server.kubectl(
                    "create", "-f", "-",
                    input: """
                        apiVersion: v1
                        kind: Secret
                        metadata:
                          name: owned
                          ownerReferences: [{apiVersion: strata.dev/v1alpha1, kind: Instance, name: owner, uid: \(uid)}]
                        """)
                try await server.kubectl("delete", "instance", "owner", "--cascade=\(policy)")
                if policy == "orphan" {
                    #expect(try await server.kubectl("get", "secret", "owned", "-o", "jsonpath={.metadata.ownerReferences}") == "")
                } else {
                    try await server.kubectl("wait", "--for=delete", "secret/owned", "--timeout=20s")
                }
            }
        }
    }

    @Test func `a namespace goes with everything in it`() async throws {
        try await BuiltServer.run { (server) async throws in
            #expect(try await server.kubectl("create", "namespace", "team") == "namespace/team created\n")
            try await server.kubectl("-n", "team", "create", "-f", "-", input: Manifest.instance("web"))
            try await server.kubectl("-n", "team", "create", "secret", "generic", "s", "--from-literal=a=b")
            #expect(try await server.kubectl("get", "instances", "-A").rows.first?.first == "team")
            try await server.kubectl("delete", "namespace", "team")
            #expect(try await Self.names(server) == "")
            #expect(
                try await server.refusedKubectl("-n", "team", "create", "-f", "-", input: Manifest.instance("web")).contains("NotFound"))
            #expect(try await server.refusedKubectl("delete", "ns", "default").contains("this namespace may not be deleted"))
        }
    }

    @Test func `secrets are made, read and described without their values`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "secret", "generic", "login", "--from-literal=user=admin", "--from-literal=pass=hush")
            #expect(try await server.kubectl("get", "secret", "login").rows.first?.prefix(3) == ["login", "Opaque", "2"])
            #expect(try await server.kubectl("get", "secret", "login", "-o", "jsonpath={.data.pass}") == "aHVzaA==")
            let description = try await server.kubectl("describe", "secret", "login")
            #expect(description.contains("pass:  4 bytes"))
            #expect(!description.contains("hush"))
            #expect(try await server.refusedKubectl("create", "secret", "generic", "login").contains("already exists"))
            try await server.kubectl("delete", "secret", "login")
        }
    }
}
