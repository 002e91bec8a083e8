import BuiltServer
import StrataDriverKit
import Testing

/// Changes made with a current kubectl.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlWritingTests {
    private static func memory(_ server: BuiltServer, _ name: String = "web") async throws -> String {
        try await server.kubectl("get", "instance", name, "-o", "jsonpath={.spec.memory}")
    }

    @Test func `what is applied is created, unchanged, and configured; the difference is shown before`() async throws {
        try await BuiltServer.run { (server) async throws in
            let path = try await server.file("web.yaml", Manifest.instance("web"))
            #expect(try await server.kubectl("apply", "-f", path) == "instance.strata.dev/web created\n")
            #expect(try await server.kubectl("apply", "-f", path) == "instance.strata.dev/web unchanged\n")
            #expect(try await server.kubectl("diff", "-f", path) == "")
            try await server.file("web.yaml", Manifest.instance("web", memory: "96Mi"))
            let difference = try await server.machine.run(server.client(ThirdParty.kubectl.path, ["diff", "-f", path]))
            #expect(difference.exit == .exited(1))
            #expect(difference.text.contains("\n-  memory: 64Mi\n+  memory: 96Mi\n"))
            #expect(try await Self.memory(server) == "64Mi")
            #expect(try await server.kubectl("apply", "-f", path) == "instance.strata.dev/web configured\n")
            #expect(try await Self.memory(server) == "96Mi")
            #expect(try await server.refusedKubectl("create", "-f", path).contains("AlreadyExists"))
            try await server.kubectl("apply", "view-last-applied", "instance", "web")
            try await server.kubectl("replace", "-f", path)
            let uid = try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.uid}")
            try await server.kubectl("replace", "--force", "-f", path)
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.uid}") != uid)
        }
    }

    @Test func `a field that another manager holds is refused, with its path, unless it is forced`() async throws {
        try await BuiltServer.run { (server) async throws in
            let mine = try await server.file("mine.yaml", Manifest.instance("web"))
            let theirs = try await server.file("theirs.yaml", Manifest.instance("web", memory: "128Mi"))
            try await server.kubectl("apply", "--server-side", "--field-manager=alice", "-f", mine)
            try await server.kubectl("apply", "--server-side", "--field-manager=carol", "-f", mine)
            let refusal = try await server.refusedKubectl("apply", "--server-side", "--field-manager=bob", "-f", theirs)
            #expect(
                refusal.contains(
                    "Apply failed with 2 conflicts: conflicts with \"alice\":\n- .spec.memory\nconflicts with \"carol\":\n- .spec.memory"))
            try await server.kubectl("apply", "--server-side", "--field-manager=bob", "--force-conflicts", "-f", theirs)
            #expect(try await Self.memory(server) == "128Mi")
            // Alice no longer holds the field: what she leaves out stays.
            let less = try await server.file("less.yaml", Manifest.instance("web").replacing("memory: 64Mi, ", with: ""))
            try await server.kubectl("apply", "--server-side", "--field-manager=alice", "-f", less)
            #expect(try await Self.memory(server) == "128Mi")
            // Bob does, alone: what he leaves out goes.
            try await server.kubectl("apply", "--server-side", "--field-manager=bob", "-f", less)
            #expect(try await Self.memory(server) == "")
        }
    }

    @Test func `kubectl goes over from applying by itself to the server's way, and still removes what it leaves out`() async throws {
        try await BuiltServer.run { (server) async throws in
            let path = try await server.file("web.yaml", Manifest.instance("web"))
            try await server.kubectl("apply", "-f", path)
            try await server.file("web.yaml", Manifest.instance("web", memory: "96Mi"))
            try await server.kubectl("apply", "--server-side", "-f", path)
            #expect(try await Self.memory(server) == "96Mi")
            let managers = try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.managedFields[*].manager}")
            // kubectl has renamed its former self, and keeps what it writes into its annotation apart.
            #expect(managers == "kubectl kubectl-last-applied")
            try await server.file("web.yaml", Manifest.instance("web").replacing("memory: 64Mi, ", with: ""))
            try await server.kubectl("apply", "--server-side", "-f", path)
            #expect(try await Self.memory(server) == "")
        }
    }

    @Test func `an editor changes an object, or is told what is wrong`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            #expect(
                try await server.kubectl("edit", "instance", "web", editor: "sed -i s/64Mi/80Mi/") == "instance.strata.dev/web edited\n")
            #expect(try await Self.memory(server) == "80Mi")
            let untouched = try await server.succeed(.kubectl, ["edit", "instance", "web"], environment: ["EDITOR": "true"])
            #expect(untouched.errorText.contains("no changes made"))
            let refusal = try await server.refusedKubectl("edit", "instance", "web", editor: "sed -i s/power/pwoer/")
            #expect(refusal.contains("unknown field \"spec.pwoer\""))
            #expect(try await Self.memory(server) == "80Mi")
        }
    }

    @Test func `patches in each notation change an object or its status`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            try await server.kubectl("patch", "instance", "web", "--type=merge", "-p", #"{"spec":{"memory":"72Mi","cpu":null}}"#)
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.spec.memory}{.spec.cpu}") == "72Mi")
            try await server.kubectl(
                "patch", "instance", "web", "--type=json", "-p", #"[{"op":"replace","path":"/spec/memory","value":"73Mi"}]"#)
            #expect(try await Self.memory(server) == "73Mi")
            let failed = try await server.refusedKubectl(
                "patch", "instance", "web", "--type=json", "-p", #"[{"op":"test","path":"/spec/memory","value":"1Gi"}]"#)
            #expect(failed == "The instances \"web\" is invalid: patch: testing value /spec/memory failed\n")
            try await server.kubectl(
                "patch", "instance", "web", "--subresource=status", "--type=merge", "-p",
                #"{"status":{"host":"h1"},"spec":{"memory":"1Gi"}}"#)
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.status.host} {.spec.memory}") == "h1 73Mi")
            try await server.kubectl("create", "secret", "generic", "s", "--from-literal=a=b")
            try await server.kubectl("patch", "secret", "s", "-p", #"{"stringData":{"c":"d"}}"#)
            #expect(try await server.kubectl("get", "secret", "s", "-o", "jsonpath={.data.a} {.data.c}") == "Yg== ZA==")
        }
    }

    @Test func `labels and annotations come and go`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            try await server.kubectl("label", "instance", "web", "tier=front")
            #expect(try await server.refusedKubectl("label", "instance", "web", "tier=back").contains("--overwrite is false"))
            try await server.kubectl("label", "--overwrite", "instance", "web", "tier=back")
            try await server.kubectl("label", "instances", "--all", "app-")
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.labels}") == #"{"tier":"back"}"#)
            try await server.kubectl("annotate", "instance", "web", "note=a b")
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.annotations.note}") == "a b")
            try await server.kubectl("annotate", "instance", "web", "note-")
            let wrong = try await server.refusedKubectl("label", "instance", "web", "bad key=x")
            #expect(wrong.contains("metadata.labels[bad key]: Invalid value"))
        }
    }

    @Test func `a dry run says what would be and changes nothing`() async throws {
        try await BuiltServer.run { (server) async throws in
            #expect(
                try await server.kubectl("create", "-f", "-", "--dry-run=client", "-o", "name", input: Manifest.instance("web")).contains(
                    "web"))
            let dry = try await server.kubectl("create", "-f", "-", "--dry-run=server", "-o", "yaml", input: Manifest.instance("web"))
            #expect(dry.contains("power: Running"))
            try await server.kubectl("apply", "--server-side", "--dry-run=server", "-f", "-", input: Manifest.instance("web"))
            try await server.refusedKubectl("get", "instance", "web")
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            try await server.kubectl("delete", "instance", "web", "--dry-run=server")
            try await server.kubectl("patch", "instance", "web", "--dry-run=server", "--type=merge", "-p", #"{"spec":{"memory":"1Gi"}}"#)
            #expect(try await Self.memory(server) == "64Mi")
            #expect(
                try await server.refusedKubectl("create", "--dry-run=server", "-f", "-", input: Manifest.instance("web")).contains(
                    "AlreadyExists"))
        }
    }
}
