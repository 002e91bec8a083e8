import Libvirt
import StrataAPI
public import StrataDriverKit
import TarStreams
import XMLDocuments

extension LibvirtDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. The disks are copied aside within the pool before this returns, those of a running machine by QEMU as of one moment; what is
    /// sent goes through libvirt.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let (connection, document) = try await existing(id, attempt)
        try requireDisks(.export)
        let card = DomainCard(document)
        try requireOpen(
            card, attempt, because: "an archive would hold what is on it in the clear",
            hint: "Back it up, which is encrypted too, or copy what is in it by the guest's own means")
        let disks = card.ownDisks
        let uids = disks.map { _ in UID.random() }
        let names = uids.map(MachineVolumes.export)
        for uid in uids { try Workshop.enter(uid, attempt, id.text) }
        let close: @Sendable () async -> Void = { [self] in
            // Cancelled or not, the copies must go; what stays is removed by a later connection.
            await Task { await removeCopies(names, attempt) }.value
            for uid in uids { Workshop.leave(uid) }
        }
        do throws(DriverError) {
            let pool = try await pool(connection, attempt)
            _ = try await copyDisks(disks, of: id, at: snapshot, to: names, in: pool, nil, connection, attempt)
            var parts: [MachineExport.Part] = []
            let (kernel, initrd) = (document.at("os", "kernel")?.text ?? "", document.at("os", "initrd")?.text ?? "")
            if !kernel.isEmpty { parts.append(try await kernelPart(kernel, initrd, id, connection)) }
            for (number, name) in names.enumerated() {
                parts.append(
                    MachineExport.Part(name: "disk\(number).qcow2", form: .qcow2) { () async throws(DriverError) in
                        try await send([name], id) { _ in [] }
                    })
            }
            guard !parts.isEmpty else {
                throw .refused(.init(attempt, id.text, answer: "it has neither a disk nor a kernel of its own that could be sent"))
            }
            let architecture = document.at("os", "type")?[attribute: "arch"] ?? facts.architecture
            return MachineExport(
                parts: parts, architecture: Platform.named(architecture)?.debianName ?? architecture, close: close)
        } catch {
            await close()
            throw error
        }
    }

    /// Refuses at sites whose machines have no disks that libvirt could copy.
    func requireDisks(_ ability: Ability) throws(DriverError) {
        guard facts.canCreate else {
            throw .unavailable(ability, because: "machines of \(facts.info.type) are not copied through this driver")
        }
        if facts.isSimulator, ability == .export { throw .unavailable(ability, because: "libvirt's simulator has no disks") }
    }

    private func removeCopies(_ names: [String], _ attempt: String) async {
        guard let connection = try? await site.connection(attempt, options.uri) else { return }
        for name in names { try? await connection.deleteVolume(name, in: options.pool) }
    }

    /// The kernel and its initrd, which must be volumes of the pool, as an image of the form that machines are started from.
    private func kernelPart(
        _ kernel: String, _ initrd: String, _ id: NativeID, _ connection: LibvirtConnection
    ) async throws(DriverError) -> MachineExport.Part {
        let pool = options.pool
        let volumes = try await translating("export", id.text) { () throws(LibvirtError) in try await connection.volumes(in: pool) }
        let found = [kernel, initrd].compactMap { path in volumes.first { $0.path == path } }
        guard found.count == 2 else {
            throw .refused(
                .init(
                    "export", id.text, answer: "its kernel and initrd are not in the pool \(pool), so that libvirt does not hand them out",
                    hint: "Put them there, and name them so in the domain's definition"))
        }
        let sizes = found.map(\.capacity)
        return MachineExport.Part(name: "kernel.tar", form: .kernel) { () async throws(DriverError) in
            try await send(found.map(\.name), id) { number in
                TarWriter.head(TarEntry(.file(sizes[number]), ["./kernel", "./initrd"][number], mode: 0o644))
            }
        }
    }

    /// Sends volumes one after the other.
    ///
    /// - Parameter header: what goes before each; where there is something, they form a tarball.
    func send(
        _ names: [String], _ id: NativeID, _ header: @escaping @Sendable (Int) -> [UInt8]
    ) async throws(DriverError) -> CommandSession {
        let connection = try await site.connection("export", id.text)
        let pool = options.pool
        return CommandSession.told { ends in
            for (number, name) in names.enumerated() {
                let head = header(number)
                var count = 0
                guard await ends.write(head, to: .standardOutput) else { throw CancellationError() }
                try await connection.download(from: name, in: pool) { bytes in
                    count += bytes.count
                    guard await ends.write(bytes, to: .standardOutput) else { throw CancellationError() }
                }
                guard head.isEmpty else {
                    guard await ends.write(TarWriter.padding(Int64(count)), to: .standardOutput) else { throw CancellationError() }
                    continue
                }
            }
            if !header(0).isEmpty { _ = await ends.write(TarWriter.end, to: .standardOutput) }
        }
    }
}
