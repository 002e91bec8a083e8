import BuiltServer
import StrataDriverKit
import Testing

/// What a current kubectl says of documents that are wrong.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlValidationTests {
    private static let unknown = Manifest.instance("web").replacing("memory", with: "memroy")

    @Test(arguments: [["create"], ["apply"], ["apply", "--server-side"]])
    func `a field that no instance has is refused by its path`(verb: [String]) async throws {
        try await BuiltServer.run { (server) async throws in
            let command = server.client(ThirdParty.kubectl.path, verb + ["-f", "-"], input: Self.unknown)
            let output = try await server.machine.run(command)
            #expect(output.exit == .exited(1))
            #expect(output.errorText.contains("strict decoding error: unknown field \"spec.memroy\""))
            try await server.refusedKubectl("get", "instance", "web")
        }
    }

    @Test(arguments: [["create"], ["apply"], ["apply", "--server-side"]])
    func `it is only warned about where the user asks for that`(verb: [String]) async throws {
        try await BuiltServer.run { (server) async throws in
            let output = try await server.succeed(.kubectl, verb + ["--validate=warn", "-f", "-"], input: Self.unknown)
            #expect(output.errorText.contains("Warning: unknown field \"spec.memroy\""))
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.spec.memroy}{.spec.image}") == "busybox")
        }
    }

    @Test func `it is dropped in silence where the user asks for that`() async throws {
        try await BuiltServer.run { (server) async throws in
            let output = try await server.succeed(.kubectl, ["create", "--validate=ignore", "-f", "-"], input: Self.unknown)
            #expect(output.errorText == "")
        }
    }

    @Test func `every wrong value is named with its path`() async throws {
        try await BuiltServer.run { (server) async throws in
            let wrong = Manifest.instance("web", memory: "1Ki").replacing("cores: 1", with: "cores: 0")
            let refusal = try await server.refusedKubectl("create", "-f", "-", input: wrong)
            #expect(refusal.contains("The Instance \"web\" is invalid") || refusal.contains("The instances \"web\" is invalid"))
            #expect(refusal.contains("* spec.cpu.cores: Invalid value"))
            #expect(refusal.contains("* spec.memory: Invalid value"))
        }
    }

    @Test func `a field that cannot change is refused`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            let refusal = try await server.refusedKubectl(
                "patch", "instance", "web", "--type=merge", "-p", #"{"spec":{"site":"elsewhere"}}"#)
            #expect(refusal.contains("spec.site"))
            #expect(refusal.contains("immutable"))
        }
    }
}
