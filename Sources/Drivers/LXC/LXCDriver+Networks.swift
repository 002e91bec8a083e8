import StrataAPI
import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

extension LXCDriver: Attaching {
    /// Gives a running container the cards of these leases and takes those from it that it had and should not have.
    ///
    /// A card is a pair of veth devices (veth(4)), of which one end is made inside; it gets its address last, so that one with an address is complete.
    /// - Returns: false where that could not be done, so that the next start has to.
    func syncCards(_ id: NativeID, _ leases: [NetworkLease], from old: ContainerConfig) async throws(DriverError) -> Bool {
        let attempt = "change the network cards of"
        // Nothing is asked of the container where all is as it was.
        if old.cards == leases.map(\.mac), old.addresses == leases.map(\.address) { return true }
        guard let pid = try await observe(id)?.pid else { return false }
        let listed = try await inside(pid, ["ip", "-json", "address", "show"], "", attempt, id)
        guard listed.succeeded, let table = CardTable(parsing: listed.output) else { return false }
        let change = table.change(to: leases, known: old.cards)
        for name in change.removed {
            guard try await inside(pid, ["ip", "link", "delete", "dev", name], "", attempt, id).succeeded else { return false }
        }
        for lease in leases {
            guard let name = change.added[lease.mac] else { continue }
            try await addCard(lease, name, pid, attempt, id)
        }
        guard let first = leases.first else { return true }
        let name = change.added[first.mac] ?? table.cards.first { $0.mac == first.mac }?.name ?? "eth0"
        let route = ["ip", "route", "replace", "default", "via", first.gateway, "dev", name]
        return try await inside(pid, route, "", attempt, id).succeeded
    }

    private func addCard(_ lease: NetworkLease, _ name: String, _ pid: Int, _ attempt: String, _ id: NativeID) async throws(DriverError) {
        // Addresses are the machine's to give, so that no two devices of this name can be wanted.
        let outer =
            "sv"
            + lease.address.split(separator: ".").compactMap { UInt8($0) }.map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        let outside = """
            link add name \(outer) type veth peer name \(name) address \(lease.mac) netns \(pid)
            link set dev \(outer) master \(lease.bridge) up

            """
        _ = try await tools.run(Command(executable: "ip", arguments: ["link", "delete", "dev", outer]), attempt, id.text)
        try await tools.check(
            Command(executable: "ip", arguments: ["-batch", "-"], input: Array(outside.utf8)), attempt, id.text)
        let inner = "link set dev \(name) up\naddress add \(lease.address)/\(lease.prefix) brd + dev \(name)\n"
        let output = try await inside(pid, ["ip", "-batch", "-"], inner, attempt, id)
        guard output.succeeded else { throw .failed(.init(attempt, id.text, answer: tools.answer(output))) }
    }

    /// Runs a program of the host's in a container's network alone (nsenter(1)).
    private func inside(
        _ pid: Int, _ words: [String], _ input: String, _ attempt: String, _ id: NativeID
    ) async throws(DriverError) -> CommandOutput {
        let command = Command(
            executable: "nsenter", arguments: ["--net=/proc/\(pid)/ns/net", "--"] + words, input: Array(input.utf8), deadline: .seconds(15))
        return try await tools.run(command, attempt, id.text)
    }
}
