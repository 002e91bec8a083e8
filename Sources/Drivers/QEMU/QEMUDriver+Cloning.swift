import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. The clone's disk lies above files that it shares with its source by hard links: it has them for itself, and they take
    /// their space once.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        var original = try await existing(source, attempt)
        let record: SnapshotRecord? = if let snapshot { try await record(snapshot, of: source, attempt) } else { nil }
        var definition = MachineDefinition()
        definition.digest = original.digest
        definition.architecture = original.architecture
        definition.board = original.board
        definition.boot = original.boot
        definition.diskSize = original.diskSize
        let names = try settle(order, asCloneInto: &definition)
        if let found = try await find(order) {
            try await connectNetwork(definition, attempt)
            return found
        }
        var kept = record?.disk ?? ""
        if record == nil, original.hasDisk {
            let process = try await process(original, attempt)
            kept = try await freeze(&original, process == nil ? nil : try await monitor(source, original, attempt), source)
        }
        let from = directory(source.text)
        return try await make(order, definition, names) { bench throws(DriverError) in
            if original.boot == .kernel {
                try await place.share(from.kernel, as: bench.kernel, attempt, order.name.name)
                try await place.share(from.initrd, as: bench.initrd, attempt, order.name.name)
            }
            if original.boot == .cdrom { try await place.share(from.base, as: bench.base, attempt, order.name.name) }
            if try await place.exists(from.variables, attempt, order.name.name) {
                try await disks.copy(from.variables, to: bench.variables, order.name.name)
            }
            return kept.isEmpty ? MachineDefinition.firstDisk : try await shareDisk(kept, of: from, in: bench, definition)
        }
    }

    /// - Returns: the names that the clone may have.
    private func settle(_ order: Order, asCloneInto definition: inout MachineDefinition) throws(DriverError) -> [String] {
        func refuse(_ answer: String, _ hint: String = "") -> DriverError {
            .refused(.init("clone", order.name.name, answer: answer, hint: hint))
        }
        guard order.uid.isUUID else { throw refuse("its UID is no UUID: \(order.uid.text.printable(limit: 80))") }
        guard order.type == .virtualMachine else { throw refuse("a clone of a virtual machine is one") }
        try settle(order, into: &definition, "clone")
        definition.uid = order.uid
        definition.owner = order.uid
        let names = MachineName.candidates(for: order.name.name, uid: order.uid, limit: MachineName.limit(in: path))
        guard !names.isEmpty else { throw refuse("QEMU cannot hold the name", "Use letters, digits, '.', '_' and '-'") }
        return names
    }

    /// Puts a disk that is written to no more into a new machine's directory, and an empty one above it.
    /// - Returns: the empty one's name, which none of the others has.
    private func shareDisk(
        _ kept: String, of source: MachineDirectory, in bench: MachineDirectory, _ clone: MachineDefinition
    ) async throws(DriverError) -> String {
        let name = clone.instance
        let chain = try await disks.chain(source.file(kept), name)
        for layer in chain { try await place.share(source.file(layer.file), as: bench.file(layer.file), "clone", name) }
        let new = "disk-\(NewName.digits()).qcow2"
        let size = max(chain[0].virtualSize, clone.diskSize ?? 0)
        try await disks.create(bench.file(new), aboveOpen: kept, size: size, name)
        return new
    }
}
