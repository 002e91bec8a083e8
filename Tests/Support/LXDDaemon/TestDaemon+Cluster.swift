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
            _ = try await first.client.send(.patch, "/1.0", ["config": ["core.https_address": .string(address)]])
            _ = try await first.client.perform(.put, "/1.0/cluster", ["server_name": "one", "enabled": true])
            let certificate = try #require(try await first.client.server().document[path: ["environment", "certificate"]]?.string)
            let secret = try await joinToken(for: "two", first)
            return try await run(beside: first, prepares: false) { second in
                _ = try await second.client.send(.patch, "/1.0", ["config": ["core.https_address": "127.0.0.3:8443"]])
                let wish: JSONValue = [
                    "server_name": "two", "enabled": true, "cluster_address": .string(address), "server_address": "127.0.0.3:8443",
                    "cluster_certificate": .string(certificate), "cluster_password": .string(secret), "cluster_token": .string(secret),
                    "member_config": [["entity": "storage-pool", "name": "default", "key": "source", "value": ""]],
                ]
                _ = try await second.client.perform(.put, "/1.0/cluster", wish)
                return try await body(first, second)
            }
        }
    }

    /// A token with which another daemon joins, as the daemons' own clients put it together.
    private static func joinToken(for name: String, _ first: TestDaemon) async throws -> String {
        let told = try await first.client.send(.post, "/1.0/cluster/members", ["server_name": .string(name)]).metadata["metadata"]
        let token: JSONValue = [
            "server_name": .string(name), "fingerprint": told?["fingerprint"] ?? "", "addresses": told?["addresses"] ?? [],
            "secret": told?["secret"] ?? "", "expires_at": told?["expiresAt"] ?? "",
        ]
        return Base64.encode(token.encoded())
    }
}
