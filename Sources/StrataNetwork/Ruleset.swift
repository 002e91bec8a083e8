import StrataAPI
import StrataDriverKit

/// The network's nftables table: `ip NAME`, and no other.
enum Ruleset {
    /// The whole table as one transaction, which replaces whatever the table was (nft(8), "-f").
    ///
    /// Every value in it is a name checked by ``NetworkPlaces``, a number or an ``IPv4``.
    static func text(_ name: String, _ memory: NetworkMemory) -> String {
        let (anywhere, somewhere) = entries(memory)
        let subnet = memory.subnet
        return """
            table ip \(name)
            delete table ip \(name)
            table ip \(name) {
                map published {
                    type inet_proto . inet_service : ipv4_addr . inet_service
                    \(elements(anywhere))
                }
                map published_at {
                    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
                    \(elements(somewhere))
                }
                chain guard {
                    type filter hook prerouting priority raw; policy accept;
                    iifname "\(name)" ip daddr 127.0.0.0/8 drop
                }
                chain prerouting {
                    type nat hook prerouting priority dstnat; policy accept;
                    iifname "\(name)" ip daddr \(subnet.gateway) meta l4proto { tcp, udp } th dport { 53, 67 } return
                    fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_at
                    fib daddr type local dnat ip to meta l4proto . th dport map @published
                }
                chain output {
                    type nat hook output priority -100; policy accept;
                    fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_at
                    fib daddr type local dnat ip to meta l4proto . th dport map @published
                }
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    \(memory.settings.nat ? "ip saddr \(subnet) oifname != \"\(name)\" ip daddr != 224.0.0.0/4 masquerade" : "")
                    ip saddr \(subnet) oifname "\(name)" ct status dnat masquerade
                    ip saddr 127.0.0.0/8 oifname "\(name)" masquerade
                }
                chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname "\(name)" oifname "\(name)" accept
                    iifname "\(name)" tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
                    iifname "\(name)" \(memory.settings.isIsolated ? "ct state established,related " : "")accept
                    \(memory.settings.isIsolated ? "iifname \"\(name)\" drop" : "")
                    oifname "\(name)" ct state established,related accept
                    oifname "\(name)" ct status dnat accept
                    \(memory.settings.nat || memory.settings.isIsolated ? "oifname \"\(name)\" drop" : "")
                }
                chain input {
                    type filter hook input priority filter; policy accept;
                    iifname "\(name)" meta l4proto { tcp, udp } th dport { 53, 67 } accept
                    \(memory.settings.isIsolated ? isolation(name) : "")
                }
            }

            """
    }

    /// What an isolated network may ask of the machine itself beyond names and addresses: whether it is there.
    private static func isolation(_ name: String) -> String {
        "iifname \"\(name)\" ct state established,related accept; iifname \"\(name)\" ip protocol icmp accept; iifname \"\(name)\" drop"
    }

    /// What replaces the published ports in a table that is there, as one transaction. Making the table anew would wait for the kernel to
    /// take its chains out of use, which takes many times as long.
    static func update(_ name: String, _ memory: NetworkMemory) -> String {
        let (anywhere, somewhere) = entries(memory)
        var lines = ["flush map ip \(name) published", "flush map ip \(name) published_at"]
        if !anywhere.isEmpty { lines.append("add element ip \(name) published { \(anywhere.joined(separator: ", ")) }") }
        if !somewhere.isEmpty { lines.append("add element ip \(name) published_at { \(somewhere.joined(separator: ", ")) }") }
        return lines.joined(separator: "\n") + "\n"
    }

    static func load(_ text: String, named name: String, on machine: any Machine) async throws(NetworkError) {
        _ = try await machine.tool(
            .nft, ["-f", "-"], input: text, attempt: "load the rules of", on: "table ip \(name)",
            hint: "Strata needs root (CAP_NET_ADMIN) and a kernel with nf_tables, NAT and fib expressions for this")
    }

    /// Whether the table is there. Others may have emptied the whole rule set.
    static func isLoaded(_ name: String, on machine: any Machine) async throws(NetworkError) -> Bool {
        try await machine.answer(of: .nft, ["list", "chain", "ip", name, "postrouting"], attempt: "look for the table ip \(name)").succeeded
    }

    /// Removes the table, if it is there, in one transaction.
    static func remove(_ name: String, on machine: any Machine) async throws(NetworkError) {
        try await load("table ip \(name)\ndelete table ip \(name)\n", named: name, on: machine)
    }

    /// The elements of both maps.
    private static func entries(_ memory: NetworkMemory) -> (anywhere: [String], somewhere: [String]) {
        let published = memory.publications.sorted { $0.key.text < $1.key.text }.flatMap(\.value.published)
        let anywhere = published.filter { $0.key.address == nil }.map { "\(protocolAndPort($0)) : \($0.target) . \($0.port.port)" }
        let somewhere = published.compactMap { port in
            port.key.address.map { "\($0) . \(protocolAndPort(port)) : \(port.target) . \(port.port.port)" }
        }
        return (anywhere, somewhere)
    }

    private static func protocolAndPort(_ port: PublishedPort) -> String {
        "\(port.key.transport == .tcp ? "tcp" : "udp") . \(port.key.number)"
    }

    private static func elements(_ list: [String]) -> String {
        list.isEmpty ? "" : "elements = { \(list.joined(separator: ", ")) }"
    }
}
