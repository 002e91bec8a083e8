import BuiltServer
import StrataDriverKit
import Testing

/// Debian 12's kubectl, five years older than the conventions that the server follows.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct DebianKubectlTests {
    @Test func `it reads`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.stream([Manifest.instance("web"), Manifest.instance("db")]))
            #expect(try await server.oldKubectl("version", "--short").contains("v1.20"))
            #expect(try await server.oldKubectl("api-resources").contains(/instances +inst +strata.dev\/v1alpha1 +true +Instance/))
            let table = try await server.oldKubectl("get", "inst")
            #expect(table.head == ["NAME", "SITE", "PHASE", "READY", "ADDRESS", "IMAGE", "AGE"])
            #expect(table.rows.map(\.first) == ["db", "web"])
            #expect(try await server.oldKubectl("get", "inst", "-o", "wide").head.contains("MEMORY"))
            #expect(
                try await server.oldKubectl("get", "inst", "-l", "app=web", "--chunk-size=1", "-o", "name").split(separator: "\n").count
                    == 2)
            #expect(
                try await server.oldKubectl("get", "inst", "--field-selector", "metadata.name=db", "-o", "jsonpath={.items[*].spec.memory}")
                    == "64Mi")
            #expect(try await server.oldKubectl("get", "inst", "web", "-o", "yaml").contains("memory: 64Mi"))
            #expect(try await server.oldKubectl("describe", "inst", "web").contains("there is no site nowhere"))
            #expect(try await server.oldKubectl("auth", "can-i", "delete", "instances.strata.dev") == "yes\n")
        }
    }

    @Test func `it explains and applies, by OpenAPI 2`() async throws {
        try await BuiltServer.run { (server) async throws in
            #expect(try await server.oldKubectl("explain", "instance.spec.ports").contains("hostPort"))
            #expect(try await server.oldKubectl("apply", "-f", "-", input: Manifest.instance("web")).contains("created"))
            #expect(try await server.oldKubectl("apply", "-f", "-", input: Manifest.instance("web")).contains("unchanged"))
            #expect(
                try await server.oldKubectl("apply", "--server-side", "--force-conflicts", "-f", "-", input: Manifest.instance("web"))
                    .contains("applied"))
            let command = server.client(
                ThirdParty.oldKubectl.path, ["create", "-f", "-"], input: Manifest.instance("db").replacing("memory", with: "memroy"))
            let refusal = try await server.machine.run(command)
            #expect(!refusal.succeeded)
            #expect(refusal.errorText.contains("unknown field \"memroy\" in dev.strata.v1alpha1.Instance.spec"))
        }
    }

    @Test func `it patches and deletes`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            try await server.oldKubectl("patch", "inst", "web", "--type=merge", "-p", #"{"spec":{"memory":"48Mi"}}"#)
            try await server.oldKubectl("patch", "inst", "web", "--type=json", "-p", #"[{"op":"add","path":"/spec/hostname","value":"w"}]"#)
            try await server.oldKubectl("label", "inst", "web", "tier=front")
            try await server.oldKubectl("annotate", "inst", "web", "note=x")
            let fields = "jsonpath={.spec.memory} {.spec.hostname} {.metadata.labels.tier} {.metadata.annotations.note}"
            #expect(try await server.oldKubectl("get", "inst", "web", "-o", fields) == "48Mi w front x")
            try await server.oldKubectl("create", "namespace", "team")
            try await server.oldKubectl("-n", "team", "create", "secret", "generic", "s", "--from-literal=a=b")
            try await server.oldKubectl("-n", "team", "patch", "secret", "s", "-p", #"{"data":{"a":"Yw=="}}"#)
            #expect(try await server.oldKubectl("-n", "team", "get", "secret", "s", "-o", "jsonpath={.data.a}") == "Yw==")
            try await server.oldKubectl("delete", "inst", "web")
            try await server.oldKubectl("delete", "namespace", "team")
            #expect(try await server.oldKubectl("get", "inst,secrets", "-A", "-o", "name") == "")
        }
    }
}
