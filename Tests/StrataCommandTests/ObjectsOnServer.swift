import StrataAPI
import StrataClientTestServer
import Synchronization

/// Objects in memory behind the API's paths: as much of a server as the command's tests need.
final class ObjectsOnServer: Sendable {
    private struct State {
        var objects: [String: JSONValue] = [:]
        var version = 1
        var watchers: [(prefix: String, name: String?, continuation: AsyncStream<[UInt8]>.Continuation)] = []
    }

    private let state = Mutex(State())
    /// Runs after an object was created, to play the controller's part.
    private let afterCreate: @Sendable (ObjectsOnServer, String) async -> Void
    /// What apply refuses, by object path.
    private let refusals: [String: TestReply]

    init(
        _ objects: [String: JSONValue] = [:], refusals: [String: TestReply] = [:],
        afterCreate: @escaping @Sendable (ObjectsOnServer, String) async -> Void = { _, _ in }
    ) {
        self.afterCreate = afterCreate
        self.refusals = refusals
        for (path, object) in objects { put(path, object) }
    }

    static func instances(_ name: String, namespace: String = "default") -> String {
        "/apis/strata.dev/v1alpha1/namespaces/\(namespace)/instances/\(name)"
    }

    static let sites = "/apis/strata.dev/v1alpha1/sites/"

    subscript(path: String) -> JSONValue? { state.withLock { $0.objects[path] } }

    /// Stores an object and tells those who watch.
    @discardableResult
    func put(_ path: String, _ object: JSONValue) -> JSONValue {
        state.withLock { state in
            var object = object
            state.version += 1
            let parts = path.split(separator: "/").map(String.init)
            object[path: ["metadata", "name"]] = .string(parts.last ?? "")
            if let index = parts.firstIndex(of: "namespaces"), parts.count > index + 2 {
                object[path: ["metadata", "namespace"]] = .string(parts[index + 1])
            }
            if object["metadata"]?["uid"] == nil { object[path: ["metadata", "uid"]] = .string("uid-\(state.version)") }
            object[path: ["metadata", "resourceVersion"]] = .string(String(state.version))
            let type = state.objects.updateValue(object, forKey: path) == nil ? "ADDED" : "MODIFIED"
            Self.tell(&state, path, ["type": .string(type), "object": object])
            return object
        }
    }

    func change(_ path: String, _ patch: JSONValue) {
        if let object = self[path] { put(path, object.merged(with: patch)) }
    }

    func remove(_ path: String) {
        state.withLock { state in
            guard let object = state.objects.removeValue(forKey: path) else { return }
            state.version += 1
            Self.tell(&state, path, ["type": "DELETED", "object": object])
        }
    }

    private static func tell(_ state: inout State, _ path: String, _ event: JSONValue) {
        for watcher in state.watchers where Self.is(path, in: watcher.prefix) && watcher.name.map({ path.hasSuffix("/\($0)") }) ?? true {
            watcher.continuation.yield(event.encoded() + [0x0A])
        }
    }

    func answer(_ exchange: TestExchange) async -> TestReply {
        let isCollection = ["instances", "sites", "hosts", "images", "events", "secrets", "backups"].contains {
            exchange.path.hasSuffix("/\($0)")
        }
        if let refusal = refusals["\(exchange.method) \(exchange.path)"] { return refusal }
        switch (exchange.method, isCollection) {
        case ("GET", true): return exchange.query("watch").isEmpty ? list(exchange) : watch(exchange)
        case ("GET", false): return self[exchange.path].map { .json(200, $0) } ?? missing(exchange.path)
        case ("POST", true):
            let path = "\(exchange.path)/\(exchange.json["metadata"]?["name"]?.string ?? "")"
            if self[path] != nil { return .refusal(.alreadyExists, "it already exists") }
            let object = put(path, exchange.json)
            Task { await afterCreate(self, path) }
            return .json(201, object)
        case ("PATCH", false):
            let isApply = exchange.headers["content-type"] == "application/apply-patch+yaml"
            guard self[exchange.path] != nil || isApply else { return missing(exchange.path) }
            let merged = (self[exchange.path] ?? .object([:])).merged(with: exchange.json)
            if exchange.query("dryRun") == ["All"] { return .json(200, merged) }
            if merged == self[exchange.path] { return .json(200, merged) }
            let object = put(exchange.path, merged)
            Task { await afterCreate(self, exchange.path) }
            return .json(200, object)
        case ("DELETE", false):
            guard let object = self[exchange.path] else { return missing(exchange.path) }
            let path = exchange.path
            Task { remove(path) }
            return .json(200, object)
        default: return missing(exchange.path)
        }
    }

    /// Whether an object is of a collection, which may be that of all namespaces.
    private static func `is`(_ path: String, in collection: String) -> Bool {
        if path.hasPrefix(collection) { return true }
        let parts = path.split(separator: "/")
        guard let index = parts.firstIndex(of: "namespaces"), parts.count > index + 2 else { return false }
        return "/" + (parts[..<index] + parts[(index + 2)...].dropLast()).joined(separator: "/") + "/" == collection
    }

    private func selected(_ exchange: TestExchange) -> (prefix: String, name: String?) {
        let name = exchange.query("fieldSelector").first.flatMap {
            $0.hasPrefix("metadata.name=") ? String($0.dropFirst("metadata.name=".count)) : nil
        }
        return ("\(exchange.path)/", name)
    }

    private func list(_ exchange: TestExchange) -> TestReply {
        let (prefix, name) = selected(exchange)
        return state.withLock { state in
            let found = state.objects.filter { Self.is($0.key, in: prefix) && (name == nil || $0.key == prefix + (name ?? "")) }
            let site = exchange.query("fieldSelector").first.flatMap { $0.hasPrefix("spec.site=") ? String($0.dropFirst(10)) : nil }
            let items = found.sorted { $0.key < $1.key }.map(\.value).filter { site == nil || $0["spec"]?["site"]?.string == site }
            let metadata: JSONValue = ["resourceVersion": .string(String(state.version))]
            guard exchange.headers["accept"]?.contains("as=Table") == true else {
                return .json(200, ["metadata": metadata, "items": .array(items)])
            }
            return .json(
                200,
                [
                    "kind": "Table", "metadata": metadata,
                    "columnDefinitions": [
                        ["name": "Name", "type": "string"], ["name": "Phase", "type": "string"],
                        ["name": "Image", "type": "string", "priority": 1],
                    ],
                    "rows": .array(
                        items.map { item in
                            [
                                "cells": [
                                    item["metadata"]?["name"] ?? .null, item["status"]?["phase"] ?? .null, item["spec"]?["image"] ?? .null,
                                ], "object": item,
                            ]
                        }),
                ])
        }
    }

    /// Watches begin with what changed since the version asked for, as the objects are now.
    private func watch(_ exchange: TestExchange) -> TestReply {
        let (prefix, name) = selected(exchange)
        let since = exchange.query("resourceVersion").first.flatMap { Int($0) } ?? 0
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .unbounded)
        state.withLock { state in
            for (path, object) in state.objects where Self.is(path, in: prefix) && (name == nil || path == prefix + (name ?? "")) {
                guard let version = object["metadata"]?["resourceVersion"]?.string.flatMap({ Int($0) }), version > since else { continue }
                continuation.yield((["type": "MODIFIED", "object": object] as JSONValue).encoded() + [0x0A])
            }
            // What vanished between list and watch is told as well.
            if let name, since > 0, state.objects[prefix + name] == nil {
                continuation.yield((["type": "DELETED", "object": ["metadata": ["name": .string(name)]]] as JSONValue).encoded() + [0x0A])
            }
            state.watchers.append((prefix, name, continuation))
        }
        return .stream(stream)
    }

    private func missing(_ path: String) -> TestReply {
        .refusal(.notFound, "\(path.split(separator: "/").last ?? "") not found")
    }
}
