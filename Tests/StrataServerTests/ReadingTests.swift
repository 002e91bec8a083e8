import StrataAPI
import StrataResources
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct ReadingTests {
    @Test func `a list is the objects' own bytes under one revision`() async throws {
        try await TestServer.run { server async throws in
            for name in ["a", "b", "c"] { try await server.create(name) }
            let list = try await server.get(TestServer.instances).json
            #expect(list["kind"] == "InstanceList")
            #expect(list["apiVersion"] == "strata.dev/v1alpha1")
            #expect(list["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == ["a", "b", "c"])
            let one = try await server.get(TestServer.instances + "/b").json
            #expect(list["items"]?.array?[1] == one)
            #expect(list[path: ["metadata", "resourceVersion"]] == list["items"]?.array?[2][path: ["metadata", "resourceVersion"]])
        }
    }

    @Test func `a list larger than one piece arrives whole`() async throws {
        try await TestServer.run { server async throws in
            let padding = String(repeating: "x", count: 200_000)
            for number in 0..<8 {
                _ = try await server.objects.create(
                    Instance.kind, namespace: "default",
                    [
                        "metadata": ["name": .string("i\(number)"), "annotations": ["padding": .string(padding)]],
                        "spec": ["site": "s", "image": "busybox"],
                    ])
            }
            let answer = try await server.get(TestServer.instances)
            #expect(answer.header("Content-Length") == String(answer.body.count))
            #expect(answer.json["items"]?.array?.count == 8)
            #expect(answer.json["items"]?.array?.last?[path: ["metadata", "annotations", "padding"]]?.string == padding)
        }
    }

    @Test func `pages of a list show one moment, also when objects change in between`() async throws {
        try await TestServer.run { server async throws in
            for name in ["a", "b", "c", "d", "e"] { try await server.create(name) }
            let first = try await server.get(TestServer.instances + "?limit=2").json
            #expect(first[path: ["metadata", "remainingItemCount"]] == 3)
            try await server.create("bb")
            var token = first[path: ["metadata", "continue"]]?.string ?? ""
            var names: [String] = []
            while !token.isEmpty {
                let page = try await server.get(TestServer.instances + "?limit=2&continue=\(token.replacing("+", with: "%2B"))").json
                names += page["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } ?? []
                #expect(page[path: ["metadata", "resourceVersion"]] == first[path: ["metadata", "resourceVersion"]])
                token = page[path: ["metadata", "continue"]]?.string ?? ""
            }
            #expect(names == ["c", "d", "e"])
        }
    }

    @Test func `a list at an exact revision shows that moment, in pages and with selectors`() async throws {
        try await TestServer.run { server async throws in
            for name in ["a", "b", "c"] { try await server.create(name, labels: ["x": "y"]) }
            let then = try await server.get(TestServer.instances).json[path: ["metadata", "resourceVersion"]]?.string ?? ""
            _ = try await server.objects.delete(Instance.kind, ObjectName(namespace: "default", name: "a"))
            let query = "?resourceVersion=\(then)&resourceVersionMatch=Exact"
            let list = try await server.get(TestServer.instances + query).json
            #expect(list[path: ["metadata", "resourceVersion"]]?.string == then)
            #expect(list["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == ["a", "b", "c"])
            let page = try await server.get(TestServer.instances + query + "&limit=2&labelSelector=x%3Dy").json
            #expect(page["items"]?.array?.count == 2)
            let token = page[path: ["metadata", "continue"]]?.string ?? ""
            let rest = try await server.get(TestServer.instances + "?limit=2&labelSelector=x%3Dy&continue=\(token)").json
            #expect(rest["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == ["c"])
        }
    }

    @Test func `selectors select`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("a", labels: ["tier": "web"])
            try await server.create("b", labels: ["tier": "db"], site: "other")
            for (query, expected) in [
                ("labelSelector=tier%3Dweb", ["a"]), ("labelSelector=tier+notin+(web)", ["b"]), ("fieldSelector=spec.site%3Dother", ["b"]),
                ("fieldSelector=metadata.name!%3Da", ["b"]), ("labelSelector=tier%3Dweb&fieldSelector=spec.site%3Dother", []),
            ] {
                let list = try await server.get(TestServer.instances + "?" + query).json
                #expect(list["items"]?.array?.compactMap { $0[path: ["metadata", "name"]]?.string } == expected, "\(query)")
            }
        }
    }

    @Test(arguments: [
        ("labelSelector=a%3D%3D%3D", 400), ("fieldSelector=spec.nope%3D1", 400), ("limit=-1", 400), ("limit=x", 400),
        ("continue=garbage", 400),
        ("resourceVersion=abc", 422), ("resourceVersionMatch=Exact", 422), ("resourceVersion=1&resourceVersionMatch=Newest", 422),
        ("a=%zz", 400),
        ("resourceVersion=0&resourceVersionMatch=Exact", 422), ("watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=1", 422),
        ("watch=true&sendInitialEvents=true", 422), ("watch=true&sendInitialEvents=maybe", 400), ("watch=true&timeoutSeconds=-3", 400),
    ])
    func `a list that makes no sense is refused with a Status`(query: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(TestServer.instances + "?" + query)
            #expect(answer.status == status)
            #expect(answer.json["code"]?.int == Int64(status))
            #expect(!answer.message.isEmpty)
        }
    }

    @Test func `a revision that has not happened times out and can be tried again`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(TestServer.instances + "?resourceVersion=999999")
            #expect(answer.status == 504)
            #expect(answer.header("Retry-After") == "1")
            #expect(answer.message.contains("Too large resource version"))
        }
    }

    @Test func `an object that there is not is named in the answer`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(TestServer.instances + "/ghost")
            #expect(answer.status == 404)
            #expect(answer.message == #"instances.strata.dev "ghost" not found"#)
            #expect(answer.json["details"] == ["name": "ghost", "group": "strata.dev", "kind": "instances"])
        }
    }

    @Test func `a table has the name, the kind's columns and the age`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            for version in ["v1", "v1beta1"] {
                let accept = "application/json;as=Table;v=\(version);g=meta.k8s.io,application/json"
                let table = try await server.get(TestServer.instances, accept: accept).json
                #expect(table["kind"] == "Table")
                #expect(table["apiVersion"] == .string("meta.k8s.io/\(version)"))
                let columns = table["columnDefinitions"]?.array ?? []
                #expect(columns.first?["name"] == "Name")
                #expect(columns.first?["format"] == "name")
                #expect(columns.last?["name"] == "Age")
                #expect(columns.contains { $0["priority"] == 1 })
                let row = try #require(table["rows"]?.array?.first)
                #expect(row["cells"]?.array?.count == columns.count)
                #expect(row["cells"]?.array?.first == "web")
                #expect(row["cells"]?.array?.last?.string?.hasSuffix("s") == true)
                #expect(row[path: ["object", "kind"]] == "PartialObjectMetadata")
                let one = try await server.get(TestServer.instances + "/web", accept: accept).json
                #expect(one["rows"]?.array?.count == 1)
            }
        }
    }

    @Test func `a table's rows carry as much of the object as was asked for`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
            func row(_ inclusion: String) async throws -> JSONValue? {
                try await server.get(TestServer.instances + "?includeObject=\(inclusion)", accept: accept).json["rows"]?.array?.first
            }
            #expect(try await row("None")?["object"] == nil)
            #expect(try await row("Object")?[path: ["object", "spec", "image"]] == "busybox")
            #expect(try await row("Metadata")?[path: ["object", "spec"]] == nil)
            #expect(try await server.get(TestServer.instances + "?includeObject=Some", accept: accept).status == 400)
        }
    }

    @Test func `metadata can be had alone`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            let list = try await server.get(
                TestServer.instances, accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
            ).json
            #expect(list["kind"] == "PartialObjectMetadataList")
            #expect(list["items"]?.array?.first?["spec"] == nil)
            #expect(list["items"]?.array?.first?[path: ["metadata", "name"]] == "web")
        }
    }

    @Test func `metrics tell of requests, objects, the store and the process`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            _ = try await server.get(TestServer.instances)
            _ = try await server.get(TestServer.instances + "/ghost")
            let answer = try await server.get("/metrics")
            #expect(answer.header("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
            for line in [
                #"strata_request_duration_seconds_count{verb="list",resource="instances.strata.dev",code="200"} 1"#,
                #"strata_request_duration_seconds_bucket{verb="get",resource="instances.strata.dev",code="404",le="+Inf"} 1"#,
                #"strata_objects{resource="instances.strata.dev"} 1"#, #"strata_build_info{version="9.9.9"} 1"#, "strata_connections 1",
                "strata_store_revision 3",
            ] { #expect(answer.text.contains(line + "\n"), "\(line)") }
            #expect(answer.text.contains("process_resident_memory_bytes "))
        }
    }
}
