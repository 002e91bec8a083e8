import StrataAPI
import StrataResources
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct WritingTests {
    @Test func `an object is created, replaced, patched and deleted`() async throws {
        try await TestServer.run { server async throws in
            let created = try await server.send("POST", TestServer.instances, type: "application/json", body: TestServer.document)
            #expect(created.status == 201)
            #expect(created.json[path: ["spec", "power"]] == "Running")
            var object = created.json
            object[path: ["spec", "power"]] = "Stopped"
            let replaced = try await server.send("PUT", TestServer.instances + "/web", type: "application/json", body: object.text)
            #expect(replaced.status == 200)
            #expect(replaced.json[path: ["metadata", "generation"]] == 2)
            object[path: ["spec", "power"]] = "Paused"
            let conflict = try await server.send("PUT", TestServer.instances + "/web", type: "application/json", body: object.text)
            #expect(conflict.status == 409)
            #expect(conflict.reason == "Conflict")
            #expect(conflict.header("Retry-After") == nil)
            let deleted = try await server.send("DELETE", TestServer.instances + "/web")
            #expect(deleted.status == 200)
            #expect(deleted.json["status"] == "Success")
            #expect(deleted.json[path: ["details", "uid"]] == created.json[path: ["metadata", "uid"]])
            #expect(try await server.send("DELETE", TestServer.instances + "/web").status == 404)
        }
    }

    @Test(arguments: [
        ("application/json-patch+json", #"[{"op":"replace","path":"/spec/power","value":"Stopped"}]"#),
        ("application/merge-patch+json", #"{"spec":{"power":"Stopped"}}"#),
        ("application/apply-patch+yaml", #"{"apiVersion":"strata.dev/v1alpha1","kind":"Instance","spec":{"power":"Stopped"}}"#),
        ("application/apply-patch+yaml", "apiVersion: strata.dev/v1alpha1\nkind: Instance\nspec: {power: Stopped}\n"),
    ])
    func `each notation of patches changes the object`(type: String, body: String) async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let answer = try await server.send(
                "PATCH",
                TestServer.instances + "/web?fieldManager=test&force=\(type.contains("apply"))".replacing("&force=false", with: ""),
                type: type, body: body)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json[path: ["spec", "power"]] == "Stopped")
        }
    }

    @Test func `server-side apply creates what there is not, and needs a manager`() async throws {
        try await TestServer.run { server async throws in
            let path = TestServer.instances + "/web"
            let type = "application/apply-patch+yaml"
            let nobody = try await server.send("PATCH", path, type: type, body: TestServer.document)
            #expect(nobody.status == 422)
            #expect(nobody.message.contains("fieldManager: Required value"))
            let created = try await server.send("PATCH", path + "?fieldManager=me", type: type, body: TestServer.document)
            #expect(created.status == 201)
            #expect(created.json[path: ["metadata", "managedFields"]]?.array?.first?["manager"] == "me")
            let again = try await server.send("PATCH", path + "?fieldManager=me", type: type, body: TestServer.document)
            #expect(again.status == 200)
            #expect(
                try await server.send("PATCH", path + "?fieldManager=me&force=true", type: "application/merge-patch+json", body: "{}")
                    .status == 422)
        }
    }

    @Test func `a strategic merge patch is for core kinds only`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let type = "application/strategic-merge-patch+json"
            let refused = try await server.send("PATCH", TestServer.instances + "/web", type: type, body: "{}")
            #expect(refused.status == 415)
            #expect(refused.reason == "UnsupportedMediaType")
            let namespace = try await server.send(
                "PATCH", "/api/v1/namespaces/default", type: type, body: #"{"metadata":{"labels":{"a":"b"}}}"#)
            #expect(namespace.status == 200)
            #expect(namespace.json[path: ["metadata", "labels", "a"]] == "b")
        }
    }

    @Test func `unknown fields are refused, warned about or let pass, as asked`() async throws {
        try await TestServer.run { server async throws in
            func create(_ name: String, _ query: String) async throws -> WireResponse {
                let body = TestServer.document.replacing(#""web""#, with: "\"\(name)\"").replacing(
                    #""image""#, with: #""nope":1,"site":"b","image""#)
                return try await server.send("POST", TestServer.instances + query, body: body)
            }
            let strict = try await create("a", "")
            #expect(strict.status == 400)
            #expect(strict.message.contains(#"unknown field "spec.nope""#))
            #expect(strict.message.contains(#"duplicate field "spec.site""#))
            let warned = try await create("b", "?fieldValidation=Warn")
            #expect(warned.status == 201)
            #expect(warned.all("Warning") == [#"299 - "unknown field \"spec.nope\"""#, #"299 - "duplicate field \"spec.site\"""#])
            let ignored = try await create("c", "?fieldValidation=Ignore")
            #expect(ignored.status == 201)
            #expect(ignored.all("Warning").isEmpty)
            #expect(try await create("d", "?fieldValidation=Loose").status == 422)
        }
    }

    @Test(arguments: [("POST", ""), ("PATCH", "/web"), ("PUT", "/web"), ("DELETE", "/web"), ("DELETE", "")])
    func `a dry run changes nothing`(method: String, suffix: String) async throws {
        try await TestServer.run { server async throws in
            if !suffix.isEmpty || method == "DELETE" { try await server.create("web") }
            let before = try await server.get(TestServer.instances).json
            let body = method == "PATCH" ? #"{"spec":{"power":"Stopped"}}"# : method == "DELETE" ? nil : TestServer.document
            let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
            let answer = try await server.send(method, TestServer.instances + suffix + "?dryRun=All", type: type, body: body)
            #expect((200...201).contains(answer.status))
            #expect(try await server.get(TestServer.instances).json == before)
            #expect(try await server.send(method, TestServer.instances + suffix + "?dryRun=Some", type: type, body: body).status == 422)
        }
    }

    @Test func `the status is written through its subresource alone`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let type = "application/merge-patch+json"
            let both = #"{"spec":{"power":"Stopped"},"status":{"phase":"Running"}}"#
            let status = try await server.send("PATCH", TestServer.instances + "/web/status", type: type, body: both)
            #expect(status.json[path: ["status", "phase"]] == "Running")
            #expect(status.json[path: ["spec", "power"]] == "Running")
            let main = try await server.send("PATCH", TestServer.instances + "/web", type: type, body: #"{"status":{"phase":"Failed"}}"#)
            #expect(main.json[path: ["status", "phase"]] == "Running")
            #expect(try await server.get(TestServer.instances + "/web/status").json == main.json)
            #expect(try await server.get("/api/v1/namespaces/default/status").status == 200)
        }
    }

    @Test func `a body may be YAML`() async throws {
        try await TestServer.run { server async throws in
            let yaml = "apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata: {name: web}\nspec:\n  site: s\n  image: busybox\n"
            let answer = try await server.send("POST", TestServer.instances, type: "application/yaml", body: yaml)
            #expect(answer.status == 201)
        }
    }

    @Test func `a deletion heeds its preconditions, finalizers and options`() async throws {
        try await TestServer.run { server async throws in
            let object = try await server.create("web")
            let path = TestServer.instances + "/web"
            func delete(_ body: String, _ query: String = "") async throws -> WireResponse {
                try await server.send("DELETE", path + query, type: "application/json", body: body)
            }
            #expect(try await delete(#"{"preconditions":{"uid":"other"}}"#).status == 409)
            #expect(try await delete(#"{"kind":"Instance"}"#).status == 400)
            #expect(try await delete(#"{"propagationPolicy":"Sideways"}"#).status == 422)
            #expect(try await delete(#"{"gracePeriodSeconds":-1}"#).status == 422)
            #expect(try await delete("[]").status == 400)
            #expect(try await delete(#"{"dryRun":["Some"]}"#).status == 422)
            _ = try await server.send(
                "PATCH", path, type: "application/merge-patch+json", body: #"{"metadata":{"finalizers":["strata.dev/test"]}}"#)
            let going = try await delete(#"{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"\#(object.uid.text)"}}"#)
            #expect(going.status == 200)
            #expect(going.json["kind"] == "Instance")
            #expect(going.json[path: ["metadata", "deletionTimestamp"]] != nil)
            _ = try await server.send("PATCH", path, type: "application/merge-patch+json", body: #"{"metadata":{"finalizers":null}}"#)
            #expect(try await server.get(path).status == 404)
        }
    }

    @Test func `a collection is deleted as far as it is selected`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("a", labels: ["x": "y"])
            try await server.create("b")
            let answer = try await server.send("DELETE", TestServer.instances + "?labelSelector=x%3Dy")
            #expect(answer.json["kind"] == "InstanceList")
            #expect(answer.json["items"]?.array?.count == 1)
            #expect(
                try await server.get(TestServer.instances).json["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == [
                    "b"
                ])
        }
    }

    @Test func `the manager is taken from the user agent where the client names none`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send(
                "POST", TestServer.instances, headers: [("User-Agent", "kubectl/v1.34 (linux)")], body: TestServer.document)
            #expect(answer.json[path: ["metadata", "managedFields"]]?.array?.first?["manager"] == "kubectl")
        }
    }
}
