import Logging
import NIOSSL
import StrataAPI
import StrataResources
import StrataStore
import Testing

@testable import StrataServer

/// A server on a free port of loopback, over a store in a directory of its own.
struct TestServer: Sendable {
    let objects: ObjectService
    let address: ServerAddress
    let directory: String

    static let kinds = [
        KindDefinition(Site.self), KindDefinition(Host.self, isReadOnly: true), KindDefinition(Instance.self),
        KindDefinition(Namespace.self),
        KindDefinition(Secret.self, normalize: Secret.normalize), KindDefinition(Event.self), FixedSample.stacks,
        FixedSample.recommendations,
    ]

    /// Runs a server while `body` does.
    static func run<Result: Sendable>(
        actions: ScriptedActions = ScriptedActions(), prepare: (SQLiteStore) async throws -> Void = { _ in },
        pages: [StaticPage] = [], folders: [StaticFolder] = [], configure: (inout StrataServer.Configuration) -> Void = { _ in },
        _ body: @Sendable @escaping (TestServer) async throws -> Result
    ) async throws -> Result {
        let directory = try Scratch()
        let store = try SQLiteStore(directory: directory.path + "/store", logger: .silent)
        try await prepare(store)
        let objects = ObjectService(store: store, kinds: kinds)
        var configuration = StrataServer.Configuration(port: 0, dataDirectory: directory.path, version: "9.9.9")
        configuration.limits.drainTimeout = .seconds(3)
        configure(&configuration)
        let server = StrataServer(
            objects: objects, configuration: configuration, actions: actions.all, pages: pages, folders: folders, logger: .silent)
        let (addresses, address) = AsyncStream.makeStream(of: ServerAddress.self)
        let outcome = try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                do { try await objects.run() } catch { if !Task.isCancelled { throw error } }
                return nil
            }
            group.addTask {
                try await objects.ready()
                _ = try await objects.create(Namespace.kind, namespace: "", ["metadata": ["name": "default"]])
                defer { address.finish() }
                try await server.run { address.yield($0) }
                return nil
            }
            group.addTask {
                for await address in addresses {
                    return try await body(TestServer(objects: objects, address: address, directory: directory.path))
                }
                throw WireEnded()
            }
            while let result = try await group.next() {
                if let result {
                    group.cancelAll()
                    return result
                }
            }
            throw WireEnded()
        }
        await store.close()
        return outcome
    }

    /// Who a test is.
    enum Identity: Sendable {
        case administrator, nobody
        case certificate(String, String)
    }

    func tls(_ identity: Identity = .administrator) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(directory + "/pki/ca.crt")
        switch identity {
        case .nobody: break
        case .administrator:
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(directory + "/pki/admin.crt").map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: directory + "/pki/admin.key", format: .pem))
        case .certificate(let certificate, let key):
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        return tls
    }

    func connect<Result: Sendable>(_ identity: Identity = .administrator, _ body: (inout WireConnection) async throws -> Result)
        async throws -> Result
    {
        try await WireConnection.open(port: address.port, tls: try tls(identity), body)
    }

    /// One request on a connection of its own.
    func send(
        _ method: String, _ path: String, as identity: Identity = .administrator, accept: String? = nil, type: String? = nil,
        headers: [(String, String)] = [], body: String? = nil
    ) async throws -> WireResponse {
        var headers = headers
        if let accept { headers.append(("Accept", accept)) }
        if let type { headers.append(("Content-Type", type)) }
        return try await connect(identity) { connection in
            try await connection.request(method, path, headers: headers, body: body.map { Array($0.utf8) })
        }
    }

    /// One `GET` on a connection of its own.
    func get(
        _ path: String, as identity: Identity = .administrator, accept: String? = nil, headers: [(String, String)] = []
    ) async throws -> WireResponse {
        try await send("GET", path, as: identity, accept: accept, headers: headers)
    }

    /// Creates an instance directly.
    @discardableResult
    func create(_ name: String, labels: [String: JSONValue] = [:], site: String = "local-lxc") async throws -> StoredObject {
        try await objects.create(
            Instance.kind, namespace: "default",
            ["metadata": ["name": .string(name), "labels": .object(labels)], "spec": ["site": .string(site), "image": "busybox"]]
        ).object
    }

    static let instances = "/apis/strata.dev/v1alpha1/namespaces/default/instances"
    static let document =
        #"{"apiVersion":"strata.dev/v1alpha1","kind":"Instance","metadata":{"name":"web"},"spec":{"site":"local-lxc","image":"busybox"}}"#
}

extension TestServer {
    func file(_ name: String) throws -> String {
        String(decoding: try #require(try PrivateFile(path: "\(directory)/\(name)").read()), as: UTF8.self)
    }
}
