import BuiltServer
import StrataDriverKit
import Testing

/// Objects as a current kubectl shows them.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlReadingTests {
    @Test func `tables have a row for each object, and more columns when wide`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("apply", "-f", "-", input: Manifest.stream([Manifest.instance("web"), Manifest.instance("db")]))
            let table = try await server.kubectl("get", "instances")
            #expect(table.head == ["NAME", "SITE", "PHASE", "READY", "ADDRESS", "IMAGE", "AGE"])
            #expect(table.rows.map { $0.first } == ["db", "web"])
            let wide = try await server.kubectl("get", "inst", "web", "-o", "wide")
            #expect(wide.head.contains("MEMORY"))
            #expect(wide.rows.first?.contains("64Mi") == true)
            let both = try await server.kubectl("get", "instances,sites,ns")
            #expect(both.contains("instance.strata.dev/web"))
            #expect(both.contains("namespace/default"))
            #expect(try await server.kubectl("get", "all", "-o", "name") == "instance.strata.dev/db\ninstance.strata.dev/web\n")
            #expect(try await server.kubectl("get", "instances", "-A", "--no-headers").split(separator: "\n").count == 2)
            #expect(try await server.kubectl("get", "instances", "--show-labels").contains("app=web"))
            #expect(try await server.kubectl("get", "instances", "-L", "app").head.contains("APP"))
            #expect(try await server.kubectl("get", "instances", "--sort-by=.metadata.name").rows.count == 2)
        }
    }

    @Test func `objects are printed as YAML, JSON, templates and columns of one's own`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            let yaml = try await server.kubectl("get", "instance", "web", "-o", "yaml")
            #expect(yaml.contains("\n  memory: 64Mi\n"))
            #expect(!yaml.contains("managedFields"))
            #expect(
                try await server.kubectl("get", "instance", "web", "-o", "yaml", "--show-managed-fields").contains(
                    "manager: kubectl-create"))
            #expect(try await server.kubectl("get", "instance", "web", "-o", "json").contains("\"memory\": \"64Mi\""))
            #expect(
                try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.spec.memory} {.metadata.labels.app}") == "64Mi web")
            #expect(try await server.kubectl("get", "instances", "-o", "go-template={{range .items}}{{.spec.image}};{{end}}") == "busybox;")
            let columns = try await server.kubectl("get", "instances", "-o", "custom-columns=N:.metadata.name,CORES:.spec.cpu.cores")
            #expect(columns.head == ["N", "CORES"])
            #expect(columns.rows == [["web", "1"]])
        }
    }

    @Test func `labels and fields select`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl(
                "apply", "-f", "-",
                input: Manifest.stream([
                    Manifest.instance("a", labels: "tier: front"), Manifest.instance("b", labels: "tier: back"),
                    Manifest.instance("c", labels: "other: x"),
                ]))
            func names(_ option: String, _ selector: String) async throws -> String {
                try await server.kubectl("get", "instances", option, selector, "-o", "jsonpath={.items[*].metadata.name}")
            }
            #expect(try await names("-l", "tier=front") == "a")
            #expect(try await names("-l", "tier") == "a b")
            #expect(try await names("-l", "tier in (front,back),tier!=front") == "b")
            #expect(try await names("-l", "!tier") == "c")
            #expect(try await names("--field-selector", "metadata.name!=a,spec.site=nowhere") == "b c")
            #expect(try await names("--field-selector", "spec.power=Stopped") == "")
            let refusal = try await server.refusedKubectl("get", "instances", "--field-selector", "spec.bogus=1")
            #expect(refusal.contains("field label not supported: spec.bogus"))
            #expect(try await server.refusedKubectl("get", "instances", "-l", "a b").contains("unable to parse requirement"))
        }
    }

    @Test func `a long list comes in pages that all show one moment`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.stream((10..<35).map { Manifest.instance("n\($0)") }))
            let output = try await server.succeed(.kubectl, ["get", "instances", "--chunk-size=4", "-o", "name", "-v=6"])
            #expect(output.text.split(separator: "\n").count == 25)
            let pages = output.errorText.split(separator: "\n").filter { $0.contains("limit=4") }
            #expect(pages.count == 7, "\(output.errorText)")
        }
    }

    @Test func `an object is described with what happened to it`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            try await server.kubectl("wait", "--for=condition=Ready=False", "instance/web", "--timeout=10s")
            let uid = try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.uid}")
            try await server.kubectl(
                "create", "-f", "-",
                input: """
                    apiVersion: v1
                    kind: Event
                    metadata: {name: web.1, namespace: default}
                    involvedObject: {apiVersion: strata.dev/v1alpha1, kind: Instance, name: web, namespace: default, uid: \(uid)}
                    reason: Painted
                    message: it is green now
                    type: Normal
                    firstTimestamp: "2026-01-02T03:04:05Z"
                    lastTimestamp: "2026-01-02T03:04:05Z"
                    source: {component: painter}
                    """)
            let description = try await server.kubectl("describe", "instance", "web")
            #expect(description.contains(/Memory: +64Mi/))
            #expect(description.contains("there is no site nowhere"))
            #expect(description.contains(/Normal +Painted .* painter +it is green now/))
            #expect(try await server.kubectl("events", "--for", "instance/web").contains("it is green now"))
            #expect(try await server.kubectl("events", "--types=Warning", "-A") == "")
            #expect(
                try await server.kubectl("get", "events", "--field-selector", "reason=Painted").rows.first?.contains("instance/web") == true
            )
            #expect(try await server.kubectl("describe", "ns", "default").contains("Active"))
        }
    }

    @Test func `what does not exist is said to be so`() async throws {
        try await BuiltServer.run { (server) async throws in
            #expect(
                try await server.refusedKubectl("get", "instance", "ghost")
                    == "Error from server (NotFound): instances.strata.dev \"ghost\" not found\n")
            #expect(try await server.refusedKubectl("get", "pods").contains("the server doesn't have a resource type \"pods\""))
            let nothing = try await server.succeed(.kubectl, ["get", "instances"])
            #expect(nothing.errorText == "No resources found in default namespace.\n")
        }
    }
}
