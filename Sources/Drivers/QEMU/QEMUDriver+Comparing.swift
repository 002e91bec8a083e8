import StrataAPI
public import StrataDriverKit
import StrataNetwork

extension QEMUDriver: Comparing {
    /// See ``Comparing/changes(_:to:)``. Compares what `machine.json` says with what the order would make of it.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        let old = try await existing(id, attempt)
        var new = try taken(old, by: order, attempt)
        try settle(order, into: &new, attempt)
        let process = try await process(old, attempt)
        return SettingChange.between(old.settings(Self.stack), new.settings(Self.stack)) { field in
            guard let process else { return false }
            return switch field {
            case "spec.cpu.cores": process.processors < new.processors
            case "spec.memory": MachineArguments.mebibytes(new.memory) << 20 > process.memory ?? 0
            case "spec.ports", "spec.disk", "spec.networks", "spec.volumes": false
            default: true
            }
        }
    }

    /// A machine as the order's own: one that is nobody's becomes it.
    func taken(_ definition: MachineDefinition, by order: Order, _ attempt: String) throws(DriverError) -> MachineDefinition {
        var definition = definition
        guard definition.owner.map(order.mayHave) ?? true else {
            throw .notOwned(.init(attempt, definition.name, answer: definition.belonging))
        }
        definition.owner = order.uid
        return definition
    }
}

extension MachineDefinition {
    /// Whose it is, as a sentence.
    var belonging: String {
        guard let owner else { return "it is nobody's" }
        return "it belongs to the instance \(instance.printable(limit: 120)) with the UID \(owner.text)"
    }

    /// What the machine is in the fields that an instance can wish, by the fields' paths.
    func settings(_ stack: String) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "spec.memory": .string(Quantity(bytes: memory).text), "spec.hostname": .string(hostname), "spec.ports": ports.comparable,
        ]
        fields["spec.networks"] = .array(cards.map(\.comparable))
        fields["spec.volumes"] = .array(disks.map(\.comparable))
        if let diskSize { fields["spec.disk"] = .string(Quantity(bytes: diskSize).text) }
        fields["spec.cpu.cores"] = cpuCores.map { .amount($0) }
        for (name, value) in MachineOptions.schema.encode(options)?.object ?? [:] { fields["spec.stack.\(stack).\(name)"] = value }
        return fields
    }
}
