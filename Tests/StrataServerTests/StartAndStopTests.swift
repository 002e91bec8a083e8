import NIOHTTP1
import StrataAPI
import StrataResources
import StrataStore
import Synchronization
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct StartAndStopTests {
    @Test func `a port that is taken is told by its number`() async throws {
        try await TestServer.run { server async throws in
            let scratch = try Scratch()
            let second = StrataServer(
                objects: server.objects, configuration: .init(port: server.address.port, dataDirectory: scratch.path, version: "1"),
                actions: ScriptedActions().all, logger: .silent)
            await #expect(throws: ServerError.addressInUse(host: "127.0.0.1", port: server.address.port)) { try await second.run() }
        }
    }

    @Test func `an address of another machine cannot be listened on`() async throws {
        try await TestServer.run { server async throws in
            let scratch = try Scratch()
            let second = StrataServer(
                objects: server.objects, configuration: .init(host: "203.0.113.1", port: 0, dataDirectory: scratch.path, version: "1"),
                actions: ScriptedActions().all, logger: .silent)
            await #expect {
                try await second.run()
            } throws: { error in
                if case ServerError.cannotListen(let host, _, _)? = error as? ServerError { host == "203.0.113.1" } else { false }
            }
        }
    }

    @Test func `a data directory that cannot be made is an error that names it`() async throws {
        try await TestServer.run { server async throws in
            let second = StrataServer(
                objects: server.objects, configuration: .init(port: 0, dataDirectory: "/proc/nowhere", version: "1"),
                actions: ScriptedActions().all, logger: .silent)
            await #expect {
                try await second.run()
            } throws: { error in
                if case ServerError.file(let path, _)? = error as? ServerError { path == "/proc/nowhere" } else { false }
            }
        }
    }

    @Test func `until the objects are loaded requests are put off`() async throws {
        let scratch = try Scratch()
        let store = try SQLiteStore(directory: scratch.path + "/store", logger: .silent)
        let objects = ObjectService(store: store, kinds: TestServer.kinds)
        let responder = try APIResponder(
            objects: objects, configuration: .init(dataDirectory: scratch.path, version: "1"), actions: ScriptedActions().all,
            authenticator: Authenticator(
                token: TokenFile(path: scratch.path + "/token"), sessions: ConsoleSessions(path: scratch.path + "/sessions", seal: "")),
            authorizer: Roles(),
            audit: AuditLog(path: scratch.path + "/audit.log", metrics: ServerMetrics(), logger: .silent), metrics: ServerMetrics(),
            stop: Latch())
        let connection = ConnectionState()
        connection.certificateUser = User(name: "a", groups: [User.administrators])
        for (path, status) in [(TestServer.instances, 503), ("/readyz", 503), ("/livez", 200), ("/apis", 200)] {
            guard case .respond(let response) = await responder.plan(.init(version: .http1_1, method: .GET, uri: path), connection).plan
            else {
                Issue.record("\(path) was not answered at once")
                continue
            }
            #expect(response.status.code == status, "\(path)")
            if path == TestServer.instances { #expect(response.headers.first(name: "Retry-After") == "1") }
        }
        await store.close()
    }

    @Test func `a stopping server ends watches in an orderly way and closes idle connections`() async throws {
        let actions = ScriptedActions()
        let scratch = try Scratch()
        let store = try SQLiteStore(directory: scratch.path + "/store", logger: .silent)
        let objects = ObjectService(store: store, kinds: TestServer.kinds)
        let loading = Task { try await objects.run() }
        let server = StrataServer(
            objects: objects, configuration: .init(port: 0, dataDirectory: scratch.path, version: "1"), actions: actions.all,
            logger: .silent)
        let (addresses, address) = AsyncStream.makeStream(of: ServerAddress.self)
        let running = Task { try await server.run { address.yield($0) } }
        var iterator = addresses.makeAsyncIterator()
        let bound = try #require(await iterator.next())
        let client = TestServer(objects: objects, address: bound, directory: scratch.path)
        _ = try await objects.create(Namespace.kind, namespace: "", ["metadata": ["name": "default"]])
        try await client.create("web")
        try await client.connect { watcher in
            try await watcher.begin(
                "GET",
                "/api/v1/namespaces?watch=true&resourceVersion=\(try await client.get("/api/v1/namespaces").json[path: ["metadata", "resourceVersion"]]?.string ?? "")"
            )
            _ = try await watcher.head()
            try await client.connect { idle in
                _ = try await idle.request("GET", "/version")
                try await client.connect { command in
                    _ = try await command.upgrade(TestServer.instances + "/web/exec?command=wait&stdin=true")
                    await actions.begun.wait()
                    running.cancel()
                    let status = try JSONValue(parsing: try await command.message().text)
                    #expect(status["reason"] == "ServiceUnavailable")
                    let close = try await command.message()
                    #expect(close.code == 1001)
                    try await command.send(frame: 8, close.data)
                }
                #expect(await idle.isClosed())
            }
            let end = try await watcher.chunk()
            #expect(end == nil)
        }
        try await running.value
        await #expect(throws: (any Error).self) { try await client.get("/version") }
        loading.cancel()
        await store.close()
    }
}
