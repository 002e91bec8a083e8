import ArgumentParser
import SimulatorKit
import StrataAPI
import StrataClient
import StrataDriverKit
import VSphereSimulator

/// `strata sim vsphere`
struct SimVSphere: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vsphere",
        abstract: "A vCenter Server, or an ESXi host, that is not there.",
        discussion: """
            Answers on https://ADDRESS/sdk as vCenter Server does, or with --esxi as a host by itself. Its one user is administrator@vsphere.local, or root \
            of a host, with the password strata, unless the inventory has others. It ends with SIGTERM or SIGINT.

            Examples:
              strata sim vsphere
              strata sim vsphere --hosts 8 --vms 1000 --speed 20 --listen 127.0.0.1:0 -o json
              strata sim vsphere --esxi --vms 20
              strata sim vsphere --inventory lab.yaml --state lab.json
              strata sim vsphere --delay 200 --jitter 100 --lose 1 --fault task-hangs=2

            An inventory:
              datacenter: dc1
              hosts: [{name: esx1, cluster: prod, cpus: 32, memory: 256}, {name: esx2, cluster: ""}]
              datastores: [{name: fast, size: 4096}, {name: shared, type: NFS, size: 50000}]
              networks: [VM Network, DMZ]
              pools: [batch]
              machines: [{name: web, host: esx1, folder: prod/web, cpus: 2, memory: 4096, disk: 32, running: true, network: DMZ}]
              users: [{name: ops@vsphere.local, password: secret, role: VirtualMachinePowerUser}]
            """)

    @OptionGroup var options: SimulatorOptions

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "address:port"))
    var listen = "127.0.0.1:8989"

    @Flag(help: "One ESXi host by itself, without a vCenter Server: no moves between hosts, no clones, no folders.")
    var esxi = false

    func run() async throws {
        let inventory = try inventory()
        var settings = VSphereSimulator.Settings(inventory: inventory)
        (settings.host, settings.port) = try SimulatorOptions.address(listen)
        settings.speed = options.speed
        settings.stateFile = options.state
        let simulator = try await options.start(at: listen, VSphereSimulator.faults) { [settings] in
            try await VSphereSimulator(settings, disturbances: $0)
        }
        let (user, password) = (simulator.users.first?.name ?? "", simulator.users.first?.password ?? "")
        options.announce(simulator.server, at: settings.host, ["user": user, "password": password]) {
            "\(inventory.isESXi ? "VMware ESXi" : "VMware vCenter Server") \(inventory.version), simulated, at \($0)/sdk"
        } lines: { url in
            let own = [
                "  hosts        \(inventory.hosts.map(\.name).joined(separator: ", "))", "  machines     \(inventory.machines.count)",
            ]
            guard !user.isEmpty, let words = try? (ShellQuoting.quote([password]), ShellQuoting.quote([user])) else { return own }
            return own + [
                "  user         \(user), password \(password)", "echo \(words.0) > sim.password",
                "strata site add sim --stack vsphere --url \(url) --fingerprint \(simulator.server.fingerprint) --username \(words.1) --password-file sim.password",
            ]
        }
        try await SignalPipe.untilSignalled(asked: { options.account(simulator.takeCounts()) }) { try await simulator.run() }
    }

    private func inventory() throws -> Inventory {
        var inventory = try options.inventory(Inventory.schema, otherwise: Inventory(hosts: options.hosts, machines: options.vms))
        if esxi { inventory.makeESXi() }
        if inventory.users.isEmpty {
            inventory.users = [
                Inventory.User(name: esxi ? "root" : "administrator@vsphere.local", password: "strata", role: "Administrator")
            ]
        }
        return inventory
    }
}
