import StrataDriverKit

/// The kernel's settings for passing packets on.
enum Forwarding {
    private static let everywhere = "/proc/sys/net/ipv4/ip_forward"

    /// The id of this boot when forwarding is off and Strata is about to switch it on; nil when it is on already.
    static func bootToSwitchOn(_ machine: any Machine) async throws(NetworkError) -> String? {
        try await isOn(everywhere, machine) ? nil : boot(of: machine)
    }

    /// Lets the machine forward IPv4, and lets what was sent to 127.0.0.1 leave by the bridge and its answers return
    /// (ip-sysctl, route_localnet); the ruleset drops what others send to such addresses.
    static func switchOn(bridge: String, on machine: any Machine) async throws(NetworkError) {
        var files: [String] = []
        for file in [everywhere, "/proc/sys/net/ipv4/conf/\(bridge)/route_localnet"] where try await !isOn(file, machine) {
            files.append(file)
        }
        guard !files.isEmpty else { return }
        try await set(files, to: "1", machine)
    }

    /// Switches forwarding off again if Strata switched it on during this boot. Another bridge is a sign that others need it by now.
    static func restore(_ memory: NetworkMemory, on machine: any Machine) async throws(NetworkError) {
        guard !memory.forwardingBoot.isEmpty, try await boot(of: machine) == memory.forwardingBoot else { return }
        let bridges = try await machine.tool(.ip, ["-oneline", "link", "show", "type", "bridge"], attempt: "list", on: "the bridges")
        guard bridges.output.isEmpty else { return }
        try await set([everywhere], to: "0", machine)
    }

    private static func isOn(_ file: String, _ machine: any Machine) async throws(NetworkError) -> Bool {
        try await machine.content(of: file)?.first == UInt8(ascii: "1")
    }

    private static func boot(of machine: any Machine) async throws(NetworkError) -> String {
        let bytes = try await machine.content(of: "/proc/sys/kernel/random/boot_id") ?? []
        return String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    }

    /// Files below /proc cannot be replaced, only written to, which a shell does everywhere. The script is constant; paths are arguments.
    private static func set(_ files: [String], to value: String, _ machine: any Machine) async throws(NetworkError) {
        let script = #"value=$1; shift; for file; do echo "$value" >"$file" || exit 1; done"#
        _ = try await machine.tool(
            .sh, ["-c", script, "sh", value] + files, attempt: "set", on: files.joined(separator: " and "),
            hint: "Strata needs root, and /proc/sys must be writable")
    }
}
