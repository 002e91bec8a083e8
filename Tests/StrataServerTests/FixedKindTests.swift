import NIOCore
import StrataAPI
import StrataCatalog
import NIOCore
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct FixedKindTests {
    private static let stacks = "/apis/strata.dev/v1alpha1/stacks"

    @Test func `objects that are part of the program are listed in order, got and selected`() async throws {
        try await TestServer.run { server async throws in
            let list = try await server.get(Self.stacks).json
            #expect(list["kind"] == "StackList")
            #expect(list[path: ["metadata", "resourceVersion"]] == "4711")
            #expect(list["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == ["lxc", "proxmox", "xen"])
            let stack = try await server.get("\(Self.stacks)/lxc").json
            #expect(stack["apiVersion"] == "strata.dev/v1alpha1")
            #expect(stack[path: ["metadata", "uid"]] == "uid-lxc")
            #expect(stack[path: ["spec", "title"]] == "LXC")
            let selected = try await server.get("\(Self.stacks)?fieldSelector=spec.number%3D1").json
            #expect(selected["items"]?.array?.count == 1)
            #expect(try await server.get("\(Self.stacks)/none").status == 404)
            #expect(try await server.get("\(Self.stacks)/lxc", as: .nobody).status == 401)
        }
    }

    @Test func `their table has the kind's columns and no age`() async throws {
        try await TestServer.run { server async throws in
            let table = try await server.get(Self.stacks, accept: "application/json;as=Table;v=v1;g=meta.k8s.io").json
            let names = table["columnDefinitions"]?.array?.compactMap { $0["name"]?.string } ?? []
            #expect(names.starts(with: ["Name", "Number", "Title"]))
            #expect(!names.contains("Age"))
            #expect(table["rows"]?.array?.first?["cells"]?.array?.prefix(3) == ["lxc", 2, "LXC"])
        }
    }

    @Test func `a list is given in pages`() async throws {
        try await TestServer.run { server async throws in
            let first = try await server.get("\(Self.stacks)?limit=2").json
            #expect(first["items"]?.array?.count == 2)
            #expect(first[path: ["metadata", "remainingItemCount"]] == 1)
            let token = try #require(first[path: ["metadata", "continue"]]?.string)
            let second = try await server.get("\(Self.stacks)?limit=2&continue=\(token)").json
            #expect(second["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == ["xen"])
            #expect(second[path: ["metadata", "continue"]] == nil)
            #expect(try await server.get("\(Self.stacks)?continue=nonsense").status == 400)
        }
    }

    @Test func `a watch tells what there is, and from the same revision nothing more`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.begin("GET", "\(Self.stacks)?watch=true&timeoutSeconds=1")
                _ = try await connection.head()
                var lines = LineReader()
                for name in ["lxc", "proxmox", "xen"] { #expect(try await lines.event(&connection).summary == "ADDED \(name)") }
            }
            let same = try await server.get("\(Self.stacks)?watch=true&resourceVersion=4711&timeoutSeconds=1")
            #expect(same.status == 200)
            #expect(same.body.isEmpty)
            let other = try await server.get("\(Self.stacks)?watch=true&resourceVersion=12&timeoutSeconds=1").json
            #expect(other["type"] == "ERROR")
            #expect(other[path: ["object", "reason"]] == "Expired")
        }
    }

    @Test(arguments: [
        ("POST", "", #"{"metadata":{"name":"mine"},"spec":{}}"#), ("PUT", "/lxc", "{}"), ("PATCH", "/lxc", "{}"), ("DELETE", "/lxc", ""),
        ("DELETE", "", ""),
    ])
    func `a write is refused with a sentence`(method: String, path: String, body: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(method, Self.stacks + path, type: "application/merge-patch+json", body: body)
            #expect(answer.status == 405)
            #expect(answer.reason == "MethodNotAllowed")
            #expect(answer.message == "stacks.strata.dev can only be read: they are part of the program")
            #expect(answer.header("Allow") == "GET")
        }
    }

    @Test func `OpenAPI says so, and tells kubectl that the server checks fields`() throws {
        let documents = OpenAPIDocuments(kinds: TestServer.kinds, actions: ScriptedActions().all, version: "1")
        let document = try #require(documents.v3("apis/strata.dev/v1alpha1")).bytes
        let json = try JSONValue(parsing: Array(document.readableBytesView), limits: JSONLimits(depth: 100, bytes: 16 << 20))
        let stack = try #require(json[path: ["paths", "\(Self.stacks)/{name}"]])
        #expect(stack["put"] == nil && stack["delete"] == nil)
        #expect(stack[path: ["patch", "responses"]]?.object?.keys.sorted() == ["405"])
        #expect(stack[path: ["patch", "parameters"]]?.array?.contains { $0["name"] == "fieldValidation" } == true)
        let question = "/apis/strata.dev/v1alpha1/recommendations"
        #expect(json[path: ["paths", question]]?.object?.keys.sorted() == ["post"])
        #expect(json[path: ["components", "schemas", "dev.strata.v1alpha1.Recommendation", "properties", "status"]] != nil)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct QuestionTests {
    private static let path = "/apis/strata.dev/v1alpha1/recommendations"

    private func ask(_ server: TestServer, _ spec: String, _ query: String = "") async throws -> WireResponse {
        try await server.send(
            "POST", Self.path + query, type: "application/json",
            body: #"{"apiVersion":"strata.dev/v1alpha1","kind":"Recommendation","spec":\#(spec)}"#)
    }

    @Test func `needs are answered in the status, the same each time, and nothing is kept`() async throws {
        try await TestServer.run { server async throws in
            let spec = #"{"hard":[{"kind":"guest","value":"aix"}],"wishes":[{"kind":"liveMigration"}]}"#
            let answer = try await ask(server, spec)
            #expect(answer.status == 201)
            #expect(answer.json[path: ["status", "choice", "stack"]] == "powervm")
            #expect(answer.json[path: ["spec", "hard"]]?.array?.count == 1)
            #expect(try await ask(server, spec).body == answer.body)
            #expect(try await ask(server, spec, "?dryRun=All").body == answer.body)
            #expect(try await server.get(Self.path).status == 405)
            #expect(try await server.get(Self.path + "/x").status == 405)
            let resources = try await server.get("/apis/strata.dev/v1alpha1").json["resources"]?.array ?? []
            #expect(resources.first { $0["name"] == "recommendations" }?["verbs"] == ["create"])
        }
    }

    @Test func `needs that no stack meets have no choice but reasons`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await ask(server, #"{"hard":[{"kind":"hardRealTime"},{"kind":"liveMigration"}]}"#).json
            #expect(answer[path: ["status", "choice"]] == nil)
            #expect(answer[path: ["status", "excluded"]]?.array?.count == 29)
        }
    }

    @Test(arguments: [
        (#"{"hard":[{"kind":"guest","value":"beos"}]}"#, 422, "spec.hard[0].value"),
        (#"{"hard":[{"kind":"wings"}]}"#, 422, "spec.hard[0].kind"),
        (#"{"hard":[{"value":"x"}]}"#, 422, "spec.hard[0].kind"), (#"{"hard":"x"}"#, 422, "spec.hard"), (#"{"hart":[]}"#, 400, ""),
        ("[]", 422, "spec"), ("null", 422, "spec"),
    ])
    func `a question that makes no sense is refused with the field`(spec: String, status: Int, field: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await ask(server, spec)
            #expect(answer.status == status)
            guard !field.isEmpty else { return }
            #expect(answer.json[path: ["details", "causes"]]?.array?.first?["field"]?.string == field)
        }
    }

    @Test func `a question of a thousand needs is refused`() async throws {
        try await TestServer.run { server async throws in
            let needs = Array(repeating: #"{"kind":"gitops"}"#, count: 1000).joined(separator: ",")
            #expect(try await ask(server, #"{"hard":[\#(needs)]}"#).status == 422)
        }
    }

    @Test func `who may not create may not ask`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("POST", Self.path, as: .nobody, type: "application/json", body: "{}")
            #expect(answer.status == 401)
        }
    }
}
