import Libvirt
import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. The clone's disk is a copy, complete in itself, as libvirt makes no others; of a
    /// running machine QEMU makes it, as of one moment. A clone of a machine that somebody else made is what its source is, with everything that nobody here knows.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        let (_, document) = try await existing(source, attempt)
        try requireDisks(.clone)
        let card = DomainCard(document)
        var plan = try await plan(order, like: document, attempt)
        guard card.note?.options == nil else {
            let disk = plan.note.disk
            plan.note.disk = disk ?? card.note?.disk
            return try await make(plan, attempt) { connection, plan throws(DriverError) in
                var files = try await copies(for: plan, card, of: source, at: snapshot, connection, attempt)
                files.kernel = document.at("os", "kernel")?.text ?? ""
                files.initrd = document.at("os", "initrd")?.text ?? ""
                files.cdrom = card.disks.first { $0.device == "cdrom" }?.path ?? ""
                return files
            }
        }
        try requireCopiable(document, card, order, attempt)
        plan.pattern = document
        return try await make(plan, attempt) { connection, plan throws(DriverError) in
            try await copies(for: plan, card, of: source, at: snapshot, connection, attempt)
        }
    }

    /// The copies of a machine's disks, for another one, and what else that has.
    private func copies(
        for plan: MachinePlan, _ card: DomainCard, of source: NativeID, at snapshot: SnapshotID?, _ connection: LibvirtConnection,
        _ attempt: String
    ) async throws(DriverError) -> MachinePlan.Files {
        var files = MachinePlan.Files()
        guard !facts.isSimulator else { return files }
        let object = plan.note.instance
        let pool = try await pool(connection, attempt)
        let disks = card.ownDisks
        let names = disks.indices.map { plan.diskVolume($0) }
        try requireKey(plan.options.encryption, for: card.encryptedDisks.count, of: disks.count, attempt, object)
        files.key = try await key(for: plan, pool, connection, attempt)
        files.disks = try await copyDisks(disks, of: source, at: snapshot, to: names, in: pool, files.key, connection, attempt)
        if let name = names.first { try await fit(name, to: plan.note.disk, in: pool, connection, attempt, object) }
        try await complete(&files, for: plan, pool, connection, attempt)
        return files
    }

    /// Refuses what a copy of a machine that somebody else made cannot have.
    func requireCopiable(_ document: XMLElement, _ card: DomainCard, _ order: Order, _ attempt: String) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String) -> DriverError {
            .refused(.init(attempt, order.name.name, answer: "\(card.name.printable(limit: 80)) \(answer)", hint: hint))
        }
        if document["devices"]?.children("hostdev").isEmpty == false {
            throw refuse("has devices of the host's, which no two machines can have", "Take them from it first, with virsh detach-device")
        }
        let unknown = (document["devices"]?.children("disk") ?? []).filter {
            $0[attribute: "device"] ?? "disk" == "disk" && !["file", "block"].contains($0[attribute: "type"] ?? "")
        }
        if !unknown.isEmpty { throw refuse("has disks that are neither files nor block devices", "Clone it with the tools of its storage") }
    }
}
