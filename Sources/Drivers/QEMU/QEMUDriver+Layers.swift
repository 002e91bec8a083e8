import QMP
import StrataAPI
import StrataDriverKit

extension QEMUDriver {
    /// Keeps the file that a machine's disk is written to as it is, and lets it be written to another one above. Atomic for the guest.
    ///
    /// The new file is empty, so that `machine.json` may name it before QEMU takes it: cut short in between, QEMU writes on to the old one, and whatever follows
    /// finishes the change first.
    /// - Returns: the file that is kept.
    func freeze(_ definition: inout MachineDefinition, _ monitor: QMPClient?, _ id: NativeID) async throws(DriverError) -> String {
        let attempt = "take a snapshot of"
        let directory = directory(id.text)
        let size: Int64
        if let monitor {
            try await align(definition, monitor, id)
            let node = try await blockNodes(monitor, id, attempt).first { $0.file == directory.file(definition.diskFile) }
            guard let node else { throw .failed(.init(attempt, id.text, answer: "QEMU does not have \(definition.diskFile) open")) }
            size = node.size
        } else {
            size = try await disks.facts(directory.file(definition.diskFile), id.text).virtualSize
        }
        let kept = definition.diskFile
        let new = "disk-\(NewName.digits()).qcow2"
        try await disks.create(directory.file(new), aboveOpen: kept, size: size, id.text)
        definition.diskFile = new
        try await place.write(directory.definition, definition.bytes, mode: 0o600, attempt, id.text)
        if let monitor { try await align(definition, monitor, id) }
        return kept
    }

    /// Lets a running machine write to the file that `machine.json` names. No effect where it does.
    private func align(_ definition: MachineDefinition, _ monitor: QMPClient, _ id: NativeID) async throws(DriverError) {
        let attempt = "take a snapshot of"
        let file = directory(id.text).file(definition.diskFile)
        guard let active = try await activeNode(monitor, id, attempt) else {
            throw .failed(.init(attempt, id.text, answer: "QEMU tells of no disk in \(directory(id.text).path)"))
        }
        if active.file == file { return }
        let name = Self.node(of: definition.diskFile)
        let nodes = try await blockNodes(monitor, id, attempt)
        if !nodes.contains(where: { $0.name == name }) {
            try await ask(
                monitor, "blockdev-add", id, attempt,
                [
                    "driver": "qcow2", "node-name": .string(name), "discard": "unmap", "backing": .null,
                    "file": ["driver": "file", "filename": .string(file)],
                ])
        }
        let change: JSONValue = [
            "type": "blockdev-snapshot", "data": ["node": .string(active.name), "overlay": .string(name)],
        ]
        try await ask(monitor, "transaction", id, attempt, ["actions": .array([change])])
    }

    /// What QEMU calls a file that is written to since a snapshot.
    private static func node(of file: String) -> String { String(file.prefix { $0 != "." }) }

    /// The file of the machine's own disk that is written to; nil for a machine without one.
    func activeNode(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> BlockNode? {
        let prefix = directory(id.text).file("disk")
        let devices = try await ask(monitor, "query-block", id, attempt).array ?? []
        let written = Set(devices.compactMap { $0["inserted"]?["node-name"]?.string })
        return try await blockNodes(monitor, id, attempt).first { written.contains($0.name) && $0.file.hasPrefix(prefix) }
    }

    /// Removes the files of a machine's disk that nothing needs any more, and, where asked to, takes in what hidden ones hold.
    func tidyLayers(_ definition: MachineDefinition, _ monitor: QMPClient?, _ id: NativeID, merging: Bool) async throws(DriverError) {
        guard definition.hasDisk else { return }
        if let monitor { try await align(definition, monitor, id) }
        let attempt = "tidy the disks of"
        let directory = directory(id.text)
        while true {
            let layers = try await layers(of: definition, id)
            for file in layers.unneeded { try await drop(file, monitor, id, attempt) }
            guard merging, let (hidden, above) = layers.merge else { return }
            let nodes = if let monitor { try await blockNodes(monitor, id, attempt) } else { [BlockNode]() }
            if let monitor, let node = nodes.first(where: { $0.file == directory.file(above.file) }) {
                let base = nodes.first { $0.file == hidden.below.map(directory.file) }
                try await stream(hidden, into: node, downTo: base, monitor, id)
            } else {
                try await disks.merge(directory.file(above.file), downTo: hidden.below, format: hidden.belowFormat ?? "qcow2", id.text)
            }
            try await drop(hidden.file, monitor, id, attempt)
        }
    }

    /// Lets QEMU take what a file holds into the one above.
    private func stream(
        _ hidden: Layers.Layer, into above: BlockNode, downTo base: BlockNode?, _ monitor: QMPClient, _ id: NativeID
    ) async throws(DriverError) {
        let attempt = "tidy the disks of"
        var arguments: JSONValue = ["device": .string(above.name), "auto-dismiss": false]
        if let below = hidden.below {
            guard let base else { throw .failed(.init(attempt, id.text, answer: "QEMU does not have \(below) open")) }
            arguments["base-node"] = .string(base.name)
            arguments["backing-file"] = .string(below)
        }
        try await run("block-stream", arguments, monitor, id, attempt)
    }

    private func drop(_ file: String, _ monitor: QMPClient?, _ id: NativeID, _ attempt: String) async throws(DriverError) {
        // A file that was added while the machine ran is QEMU's until it is told otherwise.
        if let monitor { _ = try? await monitor.execute("blockdev-del", ["node-name": .string(Self.node(of: file))]) }
        try await place.remove(directory(id.text).file(file), attempt, id.text)
    }

    private func layers(of definition: MachineDefinition, _ id: NativeID) async throws(DriverError) -> Layers {
        let directory = directory(id.text)
        var kept: Set<String> = [definition.diskFile]
        for record in try await records(id, "tidy the disks of") where !record.disk.isEmpty { kept.insert(record.disk) }
        let files = try await place.files(in: directory.path, "tidy the disks of", id.text).filter {
            $0 == MachineDefinition.firstDisk || $0.hasPrefix("disk-") && $0.hasSuffix(".qcow2")
        }
        let measures = try await place.measure(files.map(directory.file), "tidy the disks of", id.text)
        var layers: [Layers.Layer] = []
        for file in files {
            let facts = try await disks.facts(directory.file(file), id.text)
            let names = measures[directory.file(file)]?.names ?? 1
            layers.append(.init(file: file, below: facts.below, belowFormat: facts.belowFormat, names: names))
        }
        return Layers(layers: layers, kept: kept)
    }
}
