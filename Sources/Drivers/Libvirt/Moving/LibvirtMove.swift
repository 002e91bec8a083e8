import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// The move of one machine between two daemons of libvirt's, while it runs or not.
///
/// ```
///   at the target:  defined, its note says that it is on its way      the machine is the source's
///                   the note does not say so any more, by `commit`    the machine is the target's
/// ```
/// libvirt carries memory and disks from QEMU to QEMU in one go, with the guest held at its end; where it came to, it is let go by `commit`. Until then the way back
/// is another such move, of the memory alone: the disks that it left have not changed.
struct LibvirtMove: MachineMove {
    let source: LibvirtDriver
    let target: LibvirtDriver
    let order: MoveOrder

    var uid: UID { order.order.uid }
    var name: String { order.id.text }
    var attempt: String { "move" }

    func refusal(_ answer: String, hint: String = "") -> DriverError { .refused(.init("move", name, answer: answer, hint: hint)) }

    /// What the target has of the machine, on its way or arrived; nil for nothing.
    func arrival() async throws(DriverError) -> DomainCard? {
        let connection = try await target.site.connection(attempt, name)
        return try await target.allCards(connection, attempt).first { $0.note?.uid == uid }
    }

    /// See ``MachineMove/whereabouts()``.
    func whereabouts() async throws(DriverError) -> Whereabouts {
        guard let card = try await arrival(), card.note?.isArriving == false else { return .source }
        return .target(NativeID(card.name))
    }

    /// The machine at the source.
    func machine() async throws(DriverError) -> (connection: LibvirtConnection, document: XMLElement, record: DomainRecord) {
        let (connection, document) = try await source.existing(order.id, attempt)
        let card = DomainCard(document)
        guard card.owner == uid else { throw .notOwned(.init(attempt, name, answer: card.belonging)) }
        return (connection, document, try await source.state(order.id, attempt).1)
    }

    /// Notes that this call works on the instance, so that nobody takes what it makes for a leftover.
    func working<Value: Sendable>(_ body: () async throws(DriverError) -> Value) async throws(DriverError) -> Value {
        try Workshop.enter(uid, attempt, name)
        defer { Workshop.leave(uid) }
        return try await body()
    }

    /// Whether the machine's disks are the same files at both sites.
    func sharesDisks(_ card: DomainCard) async throws(DriverError) -> Bool {
        let connection = try await source.site.connection(attempt, name)
        let path = try await source.pool(connection, attempt).path
        guard card.disks.allSatisfy({ $0.path.isEmpty || $0.path.hasPrefix("\(path)/") }) else { return false }
        return try await source.sharesPool(with: target, attempt, name)
    }

    /// See ``MachineMove/check()``.
    func check() async throws(DriverError) {
        let (hosts, uuids) = ([source, target].map(\.facts.info.hostname), [source, target].map { $0.facts.hostUUID })
        guard source.facts.info.type == "QEMU", target.facts.info.type == "QEMU" else {
            throw refusal("libvirt moves machines of QEMU's only")
        }
        guard uuids[0] != uuids[1] else {
            throw refusal("both sites are libvirt on \(hosts[1].printable(limit: 80)), which moves nothing to itself")
        }
        let (connection, document, record) = try await machine()
        let card = DomainCard(document)
        guard order.isLive || !record.isActive else { throw refusal("it runs", hint: "Stop it, or move it live") }
        let (snapshots, isSaved) = try await translating(attempt, name) { () throws(LibvirtError) in
            (try await connection.snapshots(of: .name(name)).count, record.isActive ? false : try await connection.hasSave(.name(name)))
        }
        guard snapshots == 0 else { throw refusal("it has \(snapshots) snapshots, which libvirt takes nowhere", hint: "Delete them first") }
        try source.requireNoForeignCheckpoints(
            try await source.checkpoints(of: order.id, connection, attempt), of: order.id, attempt, because: "libvirt takes none along")
        guard card.encryptedDisks.isEmpty else {
            throw refusal(
                "its disk is encrypted, and its daemon gives the key to nobody",
                hint: "Make it at the other site, and copy what is in it by the guests' own means")
        }
        guard !isSaved else { throw refusal("its memory is kept on disk", hint: "Start it, or stop it, and move it then") }
        if let note = card.note, !note.volumes.isEmpty || note.cards.contains(where: \.isManaged) {
            throw refusal("a move takes no networks and no volumes along", hint: "Detach them first")
        }
        if document["devices"]?.children("hostdev").isEmpty == false { throw refusal("it has devices of the host's") }
        let architecture = document.at("os", "type")?[attribute: "arch"] ?? ""
        guard target.facts.guests[architecture]?.contains(document[attribute: "type"] ?? "") ?? false else {
            throw refusal(
                "libvirt there runs no \((document[attribute: "type"] ?? "").printable(limit: 20)) guests of \(architecture.printable(limit: 40))"
            )
        }
        let there = try await target.site.connection(attempt, name)
        let networks = Set(
            try await translating(attempt, name) { () throws(LibvirtError) in try await there.networks() }.map(\.name))
        if let missing = card.cards.map(\.network).first(where: { !$0.isEmpty && !networks.contains($0) }) {
            throw refusal(
                "its card is on libvirt's network \(missing.printable(limit: 80)), which is not there", hint: "Make one of that name there")
        }
        if let isolated = card.ownDisks.first(where: { $0.path.isEmpty }) {
            throw refusal("its disk \(isolated.target.printable(limit: 20)) is neither a file nor a block device")
        }
        if case .target = try await whereabouts() { return }
        _ = try await freeName(there)
    }

    /// The first name that the machine may have at the target.
    func freeName(_ connection: LibvirtConnection) async throws(DriverError) -> String {
        if let card = try await arrival() { return card.name }
        let names = MachineName.candidates(for: order.order.name.name, uid: uid)
        for name in names {
            let holder = try await translating(attempt, name) { () throws(LibvirtError) in try await connection.domain(.name(name)) }
            if holder == nil { return name }
        }
        throw refusal("domains named \(names.joined(separator: " and ").printable(limit: 200)) exist there and are not this instance's")
    }
}
