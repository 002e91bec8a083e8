import LXD
import StrataAPI
import Testing

extension TestDaemon {
    /// Runs two daemons that are the members `one` and `two` of a cluster, at addresses of one loopback. Their instances have no network.
    public static func runCluster<Value: Sendable>(_ body: (_ first: TestDaemon, _ second: TestDaemon) async throws -> Value) async throws
        -> Value
    {
        try await run(beside: nil, prepares: false) { first in
            try await first.prepare(hasNetwork: false)
            let address = "127.0.0.2:8443"
            _ = try await first.client.send(
                .patch, "/1.0", ["config": ["core.https_address": .string(address), "core.trust_password": "join"]])
            _ = try await first.client.perform(.put, "/1.0/cluster", ["server_name": "one", "enabled": true])
            let certificate = try #require(try await first.client.server().document[path: ["environment", "certificate"]]?.string)
            return try await run(beside: first, prepares: false) { second in
                _ = try await second.client.send(.patch, "/1.0", ["config": ["core.https_address": "127.0.0.3:8443"]])
                let wish: JSONValue = [
                    "server_name": "two", "enabled": true, "cluster_address": .string(address), "server_address": "127.0.0.3:8443",
                    "cluster_certificate": .string(certificate), "cluster_password": "join",
                    "member_config": [["entity": "storage-pool", "name": "default", "key": "source", "value": ""]],
                ]
                _ = try await second.client.perform(.put, "/1.0/cluster", wish)
                return try await body(first, second)
            }
        }
    }
}
