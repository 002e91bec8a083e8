import StrataAPI
import StrataDriverKit
import VSphere
import XMLDocuments

/// What a machine is beside what an order makes of it.
struct ComparedState: Sendable {
    let plan: MachinePlan
    let note: OwnerNote
    /// What it should be called.
    let name: String
    var isAdopted: Bool { note.isAdopted }
    var root: MachineDevices.Disk?
    var card: MachineDevices.Card?
    /// Advanced settings that the order names and the machine has otherwise; all that it names, where they are compared.
    var settings: [String: String] = [:]
    var settingsNow: [String: String] = [:]
    /// Where it should be, as far as the order says.
    var host: HostRecord?
    var pool: ManagedObject?
    var datastore: Landscape.Datastore?
    var network: Landscape.Network?
    /// The name of the datastore that its configuration lies in.
    var datastoreNow = ""
    var networks: [Landscape.Network] = []

    func networkNow(_ card: MachineDevices.Card) -> String {
        networks.first { $0.backingID == card.networkID }?.name ?? card.networkID
    }
}

extension VSphereDriver {
    /// Looks at a machine for what an order says of it; only as far as it says something.
    func state(_ record: MachineRecord, _ order: Order, _ attempt: String) async throws(DriverError) -> ComparedState {
        let owner = record.owner
        if let owner, !order.mayHave(notedAs: owner.uid) {
            throw .notOwned(.init(attempt, record.name, answer: Self.belonging(record)))
        }
        let plan = try MachinePlan(order, attempt)
        var note = OwnerNote(order, machine: record.uuid, isAdopted: owner?.isAdopted ?? (record.uuid != order.uid.text.lowercased()))
        (note.nextCPUs, note.nextMemory) = (owner?.nextCPUs, owner?.nextMemory)
        var state = ComparedState(plan: plan, note: note, name: order.name.name)
        let wish = plan.options
        let network = wish.network.isEmpty ? options.network : wish.network
        if !note.isAdopted, order.disk != nil || !network.isEmpty || !wish.config.isEmpty || !wish.datastore.isEmpty {
            let content = try await ask(attempt, record.name) { client throws(VSphereError) in
                try await client.read(
                    record.object,
                    ["config.hardware.device", "config.files.vmPathName"] + (wish.config.isEmpty ? [] : ["config.extraConfig"]))
            }
            let devices = MachineDevices(content?["config.hardware.device"])
            (state.root, state.card) = (devices.root, devices.cards.first)
            state.datastoreNow = Self.datastore(of: content?.text("config.files.vmPathName") ?? "")
            for entry in content?["config.extraConfig"]?.children ?? [] {
                if let key = entry["key"]?.text { state.settingsNow[key] = entry["value"]?.text ?? "" }
            }
            state.settings = wish.config.filter { state.settingsNow[$0.key] != $0.value }
        } else if !wish.datastore.isEmpty {
            let content = try await ask(attempt, record.name) { client throws(VSphereError) in
                try await client.read(record.object, ["config.files.vmPathName"])
            }
            state.datastoreNow = Self.datastore(of: content?.text("config.files.vmPathName") ?? "")
        }
        if !wish.host.isEmpty || !wish.datastore.isEmpty || !network.isEmpty {
            try await locate(wish, network, &state, attempt, record.name)
        }
        return state
    }

    private func locate(
        _ wish: MachineOptions, _ network: String, _ state: inout ComparedState, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        let landscape = try await landscape(attempt)
        book.hosts = Dictionary(landscape.hosts.map { ($0.object, $0.name) }, uniquingKeysWith: { first, _ in first })
        func missing(_ what: String) -> DriverError { .refused(.init(attempt, object, answer: "there is no \(what)")) }
        state.networks = landscape.networks
        if !wish.host.isEmpty {
            guard let host = landscape.hosts.first(where: { $0.name == wish.host }) else { throw missing("host \(wish.host)") }
            state.host = host
            state.pool = landscape.computes.first { $0.hosts.contains(host.object) }?.pool
        }
        if !wish.datastore.isEmpty {
            guard let datastore = landscape.datastores.first(where: { $0.name == wish.datastore }) else {
                throw missing("datastore \(wish.datastore)")
            }
            state.datastore = datastore
        }
        if !network.isEmpty, state.card != nil {
            guard let found = landscape.networks.first(where: { $0.name == network }) else { throw missing("network \(network)") }
            state.network = found
        }
    }

    /// `datastore1` of `[datastore1] web/web.vmx`.
    private static func datastore(of path: String) -> String {
        guard path.hasPrefix("["), let end = path.firstIndex(of: "]") else { return "" }
        return String(path[path.index(after: path.startIndex)..<end])
    }
}
