import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct DiscoveryTests {
    @Test func `the groups and versions are those of the kinds`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.get("/api").json["versions"] == ["v1"])
            let groups = try await server.get("/apis").json
            #expect(groups["kind"] == "APIGroupList")
            #expect(groups["groups"]?.array?.first?[path: ["preferredVersion", "groupVersion"]] == "strata.dev/v1alpha1")
            #expect(try await server.get("/apis/strata.dev").json["kind"] == "APIGroup")
            #expect(try await server.get("/").json["paths"]?.array?.contains("/apis/strata.dev/v1alpha1") == true)
        }
    }

    @Test func `a group's resources tell short names, verbs, categories and subresources`() async throws {
        try await TestServer.run { server async throws in
            let list = try await server.get("/apis/strata.dev/v1alpha1").json
            let resources = Dictionary(uniqueKeysWithValues: (list["resources"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) })
            let instances = try #require(resources["instances"])
            #expect(instances["shortNames"] == ["inst"])
            #expect(instances["singularName"] == "instance")
            #expect(instances["namespaced"] == true)
            #expect(instances["categories"] == ["all", "strata"])
            #expect(instances["verbs"]?.array?.contains("deletecollection") == true)
            #expect(resources["hosts"]?["verbs"] == ["get", "list", "watch"])
            #expect(
                Set(resources.keys).isSuperset(of: [
                    "instances/status", "instances/exec", "instances/console", "instances/log", "instances/restart",
                ]))
            #expect(resources["instances/exec"]?["verbs"] == ["create", "get"])
            #expect(resources["instances/restart"]?["verbs"] == ["create"])
            #expect(resources["instances/log"]?["verbs"] == ["get"])
            #expect(resources["instances/content"]?["verbs"] == ["create", "update"])
        }
    }

    @Test(arguments: ["v2", "v2beta1"])
    func `all kinds come in one document for clients that ask for it, and are kept by its tag`(version: String) async throws {
        try await TestServer.run { server async throws in
            let accept = "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList,application/json"
            let answer = try await server.get("/apis", accept: accept)
            #expect(answer.header("Content-Type") == "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList")
            #expect(answer.header("Vary") == "Accept")
            #expect(answer.json["apiVersion"]?.string == "apidiscovery.k8s.io/\(version)")
            let groups = answer.json["items"]?.array ?? []
            #expect(groups.compactMap { $0[path: ["metadata", "name"]]?.string }.first == "strata.dev")
            let resources = groups.first?["versions"]?.array?.first?["resources"]?.array ?? []
            let instances = try #require(resources.first { $0["resource"] == "instances" })
            #expect(instances["scope"] == "Namespaced")
            #expect(instances["responseKind"] == ["group": "strata.dev", "version": "v1alpha1", "kind": "Instance"])
            #expect(instances["shortNames"] == ["inst"])
            let parts = instances["subresources"]?.array?.compactMap { $0["subresource"]?.string }
            #expect(parts == ["status", "console", "content", "exec", "files", "log", "restart", "vnc"])
            let tag = try #require(answer.header("Etag"))
            #expect(try await server.get("/apis", accept: accept, headers: [("If-None-Match", tag)]).status == 304)
            let core = try await server.get("/api", accept: accept).json["items"]?.array ?? []
            #expect(core.count == 1)
            #expect(core[0]["metadata"] == [:])
            #expect(try await server.get("/apis", accept: "application/json").json["kind"] == "APIGroupList")
            #expect(try await server.get("/version", accept: accept).json["major"] == "1")
        }
    }

    @Test func `the version has numbers that clients can compare`() async throws {
        try await TestServer.run { server async throws in
            let version = try await server.get("/version", as: .nobody).json
            #expect(version["major"] == "1")
            #expect(version["gitVersion"]?.string?.hasPrefix("v1.") == true)
            #expect(version["gitVersion"]?.string?.hasSuffix("+strata.9.9.9") == true)
        }
    }

    @Test(arguments: ["/healthz", "/livez", "/readyz", "/readyz/ping"])
    func `health is told to everybody`(path: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(path, as: .nobody)
            #expect(answer.status == 200)
            #expect(answer.text == "ok")
        }
    }

    @Test(arguments: [
        "/nope", "/api/v2", "/apis/other.dev", "/apis/strata.dev/v9", "/apis/strata.dev/v1alpha1/widgets", "/openapi/v3/apis/nope/v1",
        "/apis/strata.dev/v1alpha1/instances/web", "/apis/strata.dev/v1alpha1/namespaces/default/hosts",
        "/apis/strata.dev/v1alpha1/namespaces/default/instances/web/nope", "/apis/strata.dev/v1alpha1/hosts/a/status/b",
    ])
    func `a path that there is not answers with a Status`(path: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(path)
            #expect(answer.status == 404)
            #expect(answer.json["kind"] == "Status")
            #expect(answer.reason == "NotFound")
        }
    }

    @Test func `a method that a path does not have is refused, and those it has are named`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            for (method, path) in [
                ("PUT", TestServer.instances), ("POST", TestServer.instances + "/web"), ("POST", "/apis/strata.dev/v1alpha1/instances"),
                ("DELETE", "/version"),
                ("POST", TestServer.instances + "/web/status"), ("GET", TestServer.instances + "/web/restart"),
                ("POST", "/apis/strata.dev/v1alpha1/hosts"),
            ] {
                let answer = try await server.send(method, path, body: "{}")
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.reason == "MethodNotAllowed")
                #expect(answer.header("Allow") != nil)
            }
        }
    }
}
