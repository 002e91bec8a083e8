import StrataAPI
import StrataDriverKit

/// Chains of others that drop what this network's table accepts.
enum ForeignChains {
    static func warnings(table: String, on machine: any Machine) async throws(NetworkError) -> [String] {
        let output = try await machine.tool(.nft, ["-j", "list", "chains"], attempt: "list", on: "the chains of nftables")
        do {
            return warnings(in: try JSONValue(parsing: output.output), table: table)
        } catch {
            throw .failed(
                attempt: "list", object: "the chains of nftables", answer: "nft wrote JSON that cannot be read: \(error)", hint: "")
        }
    }

    /// One sentence per chain of another table that drops by default on the way from or to the network (libnftables-json(5)).
    static func warnings(in listing: JSONValue, table: String) -> [String] {
        (listing["nftables"]?.array ?? []).compactMap { item in
            guard let chain = item["chain"], chain["policy"]?.string == "drop", let hook = chain["hook"]?.string,
                ["forward", "input"].contains(hook),
                let family = chain["family"]?.string, ["ip", "inet"].contains(family), let other = chain["table"]?.string, other != table,
                let name = chain["name"]?.string
            else { return nil }
            let effect = hook == "forward" ? "containers may not reach other networks" : "containers may not get names and addresses"
            let remedy =
                switch (other, hook) {
                case ("filter", "forward"): "iptables -I FORWARD -i \(table) -j ACCEPT; iptables -I FORWARD -o \(table) -j ACCEPT"
                case ("filter", _): "iptables -I INPUT -i \(table) -j ACCEPT"
                default: "nft insert rule \(family) \(other) \(name) \(hook == "forward" ? "meta iifname" : "iifname") \(table) accept"
                }
            return "the chain \(name) of table \(family) \(other) drops packets by default, so \(effect); if they cannot: \(remedy)"
        }
    }
}
