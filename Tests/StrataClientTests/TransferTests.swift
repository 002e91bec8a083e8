import StrataAPI
import StrataClientTestServer
import Synchronization
import Testing

@testable import StrataClient

@Suite struct `Transfers` {
    private let name = ObjectName(namespace: "default", name: "web")

    @Test func `an order is a POST on the subresource, and its refusal an error`() async throws {
        let server = try await TestServer.start { exchange in
            exchange.json["host"] == "b" ? .json(200, ["kind": "Status", "status": "Success"]) : .refusal(.conflict, "it is there already")
        }
        let client = try StrataClient(try server.access())
        #expect(try await client.order("move", of: Instance.kind, name, query: [("a", "1 2")], ["host": "b"])["status"] == "Success")
        #expect(server.exchanges.first?.method == "POST")
        #expect(server.exchanges.first?.target == "/apis/strata.dev/v1alpha1/namespaces/default/instances/web/move?a=1%202")
        await #expect(throws: ClientError.self) { try await client.order("move", of: Instance.kind, name) }
    }

    @Test func `a download comes as it is sent, and fails where it is cut short`() async throws {
        let server = try await TestServer.start { exchange in
            exchange.path.hasSuffix("export") ? .bytes(200, Array("disk".utf8)) : .cutOff(announced: 100, sent: Array("pic".utf8))
        }
        let client = try StrataClient(try server.access())
        let whole = try await client.download("export", of: Instance.kind, name)
        #expect(try await whole.next() == Array("disk".utf8))
        #expect(try await whole.next() == nil)
        let part = try await client.download("screenshot", of: Instance.kind, name)
        await #expect(throws: ClientError.self) { while try await part.next() != nil {} }
    }

    @Test(arguments: [300_000, nil] as [Int64?])
    func `an upload arrives whole, with or without a length`(size: Int64?) async throws {
        let server = try await TestServer.start { exchange in .json(200, ["size": .int(Int64(exchange.body.count))]) }
        let client = try StrataClient(try server.access())
        var left = 3
        let answer = try await client.upload("content", of: Image.kind, name, size: size) {
            left -= 1
            return left >= 0 ? [UInt8](repeating: 1, count: 100_000) : nil
        }
        #expect(answer["size"] == 300_000)
        let exchange = try #require(server.exchanges.first)
        #expect(exchange.method == "PUT")
        #expect(exchange.headers["content-length"] == size.map { String($0) })
    }

    @Test func `an upload that is refused fails with the server's words`() async throws {
        let server = try await TestServer.start { _ in .refusal(.conflict, "there is no room") }
        let client = try StrataClient(try server.access())
        var left = 2
        let error = await #expect(throws: ClientError.self) {
            try await client.upload("content", of: Image.kind, name) {
                left -= 1
                return left >= 0 ? [1] : nil
            }
        }
        guard case .status(let status)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.message == "there is no room")
    }
}
