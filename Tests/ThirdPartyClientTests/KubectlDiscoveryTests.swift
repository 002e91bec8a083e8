import BuiltServer
import StrataDriverKit
import Testing

/// What a current kubectl learns about the server.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlDiscoveryTests {
    @Test func `kinds and versions are found, with their short names`() async throws {
        try await BuiltServer.run { (server) async throws in
            let resources = try await server.kubectl("api-resources", "--no-headers")
            #expect(resources.contains(/instances +inst +strata.dev\/v1alpha1 +true +Instance/))
            #expect(resources.contains(/sites +strata.dev\/v1alpha1 +false +Site/))
            #expect(resources.contains(/namespaces +ns +v1 +false +Namespace/))
            let named = try await server.kubectl("api-resources", "--api-group=strata.dev", "--verbs=delete", "--namespaced", "-o", "name")
            #expect(
                Set(named.split(separator: "\n")).isSuperset(of: ["images.strata.dev", "instances.strata.dev", "snapshots.strata.dev"]))
            let versions = try await server.kubectl("api-versions").split(separator: "\n")
            #expect(versions.contains("strata.dev/v1alpha1"))
            #expect(versions.contains("v1"))
        }
    }

    @Test func `everything is found with two requests`() async throws {
        try await BuiltServer.run { (server) async throws in
            let traced = try await server.machine.run(server.client(ThirdParty.kubectl.path, ["api-resources", "-v=6"]))
            let requests = traced.errorText.split(separator: "\n").filter { $0.contains("verb=\"GET\"") }
            #expect(requests.count == 2, "\(traced.errorText)")
        }
    }

    @Test func `the server's version is near enough for a current kubectl not to warn`() async throws {
        try await BuiltServer.run { (server) async throws in
            let output = try await server.succeed(.kubectl, ["version"])
            #expect(output.text.contains("+strata."))
            #expect(output.errorText == "")
        }
    }

    @Test func `fields are explained, nested and all at once`() async throws {
        try await BuiltServer.run { (server) async throws in
            let kind = try await server.kubectl("explain", "instance")
            #expect(kind.contains("A workload unit that should exist on one site."))
            #expect(kind.contains(/spec.<Object> -required-/))
            let field = try await server.kubectl("explain", "instances.spec.ports.protocol")
            #expect(field.contains(/ENUM:\n +TCP\n +UDP/))
            let memory = try await server.kubectl("explain", "instances.spec.memory")
            #expect(memory.contains("FIELD: memory <Quantity>"))
            let all = try await server.kubectl("explain", "instance", "--recursive")
            for name in ["hostPort", "ownerReferences", "lastTransitionTime", "apparmorProfile"] { #expect(all.contains(name)) }
            #expect(try await server.kubectl("explain", "secret.data").contains("Values in base64."))
            #expect(try await server.refusedKubectl("explain", "instance.spec.nope").contains("field \"nope\" does not exist"))
        }
    }

    @Test func `who may do what is answered, also for somebody else`() async throws {
        try await BuiltServer.run { (server) async throws in
            #expect(try await server.kubectl("auth", "can-i", "create", "instances") == "yes\n")
            #expect(try await server.kubectl("auth", "can-i", "get", "/metrics") == "yes\n")
            #expect(try await server.kubectl("auth", "can-i", "--list").contains(/instances.strata.dev\/exec .*\[create get\]/))
            #expect(try await server.kubectl("auth", "whoami").contains("strata-admin"))
            #expect(
                try await server.kubectl("auth", "whoami", "--as", "eve", "--as-group", "staff").contains("[staff system:authenticated]"))
            let eve = try await server.machine.run(
                server.client(ThirdParty.kubectl.path, ["auth", "can-i", "get", "instances", "--as", "eve"]))
            #expect(eve.text == "no\n")
            let refusal = try await server.refusedKubectl("get", "instances", "--as", "eve")
            #expect(refusal.contains("User \"eve\" cannot list resource \"instances\""))
        }
    }
}
