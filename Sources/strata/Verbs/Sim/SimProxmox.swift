import ArgumentParser
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import StrataClient

/// `strata sim proxmox`
struct SimProxmox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxmox",
        abstract: "A cluster of Proxmox VE that is not there.",
        discussion: """
            Answers on https://ADDRESS/api2/json as the nodes of Proxmox VE do. Its one user is root@pam with the password strata, and the token that is \
            printed, unless the inventory has others. It ends with SIGTERM or SIGINT.

            Examples:
              strata sim proxmox
              strata sim proxmox --hosts 8 --vms 1000 --containers 200 --speed 20 --listen 127.0.0.1:0 -o json
              strata sim proxmox --inventory lab.yaml --state lab.json
              strata sim proxmox --delay 200 --jitter 100 --lose 1 --fault task-hangs=2

            An inventory:
              version: 8.4.1
              nodes: [{name: pve1, cpus: 32, memory: 256}, {name: pve2}]
              storages: [{name: ceph, type: rbd, content: [images, rootdir], shared: true, size: 50000}]
              guests: [{number: 100, name: web, node: pve1, cores: 2, memory: 4096, disk: 32, running: true}]
              users: [{name: ops@pve, password: secret, role: PVEVMAdmin, tokens: {ci: 00000000-0000-4000-8000-000000000001}},
                      {name: team@pve, password: secret, acl: {/pool/team: PVEVMAdmin, /storage: PVEDatastoreUser}}]
            """)

    @OptionGroup var options: SimulatorOptions

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "address:port"))
    var listen = "127.0.0.1:8006"

    func run() async throws {
        let inventory = try inventory()
        var settings = ProxmoxSimulator.Settings(inventory: inventory)
        (settings.host, settings.port) = try SimulatorOptions.address(listen)
        settings.speed = options.speed
        settings.stateFile = options.state
        let simulator = try await options.start(at: listen, ProxmoxSimulator.faults) { [settings] in
            try await ProxmoxSimulator(settings, disturbances: $0)
        }
        let token = Self.token(simulator.users)
        options.announce(simulator.server, at: settings.host, ["token": token]) {
            "Proxmox VE \(inventory.version), simulated, at \($0)"
        } lines: { url in
            let own = ["  nodes        \(inventory.nodes.map(\.name).joined(separator: ", "))", "  guests       \(inventory.guests.count)"]
            guard !token.isEmpty else { return own }
            return own + [
                "  token        \(token)", "echo '\(token)' > sim.token",
                "strata site add sim --stack proxmox --url \(url) --fingerprint \(simulator.server.fingerprint) --token-file sim.token",
            ]
        }
        try await SignalPipe.untilSignalled(asked: { options.account(simulator.takeCounts()) }) { try await simulator.run() }
    }

    private func inventory() throws -> Inventory {
        var inventory = try options.inventory(
            Inventory.schema, otherwise: Inventory(nodes: options.hosts, machines: options.vms, containers: options.containers))
        if inventory.users.isEmpty {
            var root = Inventory.User(name: "root@pam", password: "strata", role: "Administrator")
            root.tokens["strata"] = UID.random().text
            inventory.users = [root]
        }
        return inventory
    }

    /// The first token that lets somebody in; empty where there is none.
    private static func token(_ users: [Inventory.User]) -> String {
        for user in users {
            if let (name, secret) = user.tokens.min(by: { $0.key < $1.key }) { return "\(user.name)!\(name)=\(secret)" }
        }
        return ""
    }
}
