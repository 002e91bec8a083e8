import StrataAPI
import StrataClientTestServer
import Testing

@testable import StrataClient

@Suite struct `Lists` {
    @Test func `a list is read page by page`() async throws {
        let server = try await TestServer.start { exchange in
            let start = exchange.query("continue").first.flatMap { Int($0) } ?? 0
            let items: [JSONValue] = (start..<min(start + 2, 5)).map { ["metadata": ["name": .string("i\($0)")]] }
            let next = start + 2 < 5 ? String(start + 2) : ""
            return .json(200, ["metadata": ["resourceVersion": "7", "continue": .string(next)], "items": .array(items)])
        }
        let client = try StrataClient(try server.access())
        let list = try await client.list(Instance.kind, namespace: nil, ListOptions(labelSelector: "a=b,c"))
        #expect(list.items.compactMap { $0["metadata"]?["name"]?.string } == ["i0", "i1", "i2", "i3", "i4"])
        #expect(list.resourceVersion == "7")
        #expect(server.exchanges.map(\.path) == Array(repeating: "/apis/strata.dev/v1alpha1/instances", count: 3))
        #expect(server.exchanges.allSatisfy { $0.query("labelSelector") == ["a=b,c"] })
    }

    @Test func `a list that repeats its continue token is given up`() async throws {
        let server = try await TestServer.start { _ in .json(200, ["metadata": ["continue": "again"], "items": [1]]) }
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.malformed("its list goes round in circles")) { try await client.list(Site.kind, namespace: nil) }
    }

    @Test func `a table's later pages may leave out the columns`() async throws {
        let server = try await TestServer.start { exchange in
            var table: JSONValue = ["kind": "Table", "rows": [["cells": ["x", 3, .null, 1]]], "metadata": ["continue": ""]]
            if exchange.query("continue").isEmpty {
                table["columnDefinitions"] = [
                    ["name": "Name", "type": "string"], ["name": "N", "type": "integer", "priority": 1], ["name": "Z"],
                ]
                table["metadata"] = ["continue": "next"]
            }
            return .json(200, table)
        }
        let client = try StrataClient(try server.access())
        let table = try await client.table(Site.kind, namespace: nil)
        #expect(table.columns.map(\.name) == ["Name", "N", "Z"])
        #expect(table.columns.map(\.priority) == [0, 1, 0])
        #expect(table.rows.map(\.cells) == [["x", "3", ""], ["x", "3", ""]])
        #expect(server.exchanges.allSatisfy { $0.headers["accept"]?.contains("as=Table") == true })
    }

    @Test func `apply sends what server-side apply wants`() async throws {
        let server = try await TestServer.start()
        let client = try StrataClient(try server.access())
        _ = try await client.apply(
            Instance.kind, ObjectName(namespace: "shop", name: "web"), ["kind": "Instance"], WriteOptions(isDryRun: true, isForced: true))
        let exchange = try #require(server.exchanges.first)
        #expect(exchange.method == "PATCH")
        #expect(exchange.headers["content-type"] == "application/apply-patch+yaml")
        #expect(exchange.query("fieldManager") == ["strata"])
        #expect(exchange.query("force") == ["true"])
        #expect(exchange.query("dryRun") == ["All"])
        #expect(exchange.json == ["kind": "Instance"])
    }

    @Test func `delete says how and what`() async throws {
        let server = try await TestServer.start()
        let client = try StrataClient(try server.access())
        try await client.delete(Site.kind, ObjectName(name: "lab"), graceSeconds: 0, uid: "u-1")
        let exchange = try #require(server.exchanges.first)
        #expect(exchange.method == "DELETE")
        #expect(exchange.json["gracePeriodSeconds"] == 0)
        #expect(exchange.json["preconditions"]?["uid"] == "u-1")
    }
}
