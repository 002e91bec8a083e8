public import XMLDocuments

internal import CLibvirt

/// How a domain is to be taken to another daemon (libvirt, "Guest migration").
public struct DomainMigration: Sendable {
    /// Who speaks with the daemon that the domain comes to.
    public enum Way: Sendable, Hashable {
        /// This process, over a connection of its own.
        case direct
        /// The daemon that the domain leaves, by a URI as that one sees it; with everything within their connection where it is a tunnel.
        case peerToPeer(String, isTunnel: Bool)
    }

    /// What the domain is there as it runs, and from its next start on.
    public var definition: XMLElement
    public var nextDefinition: XMLElement
    public var name: String
    /// The disks to be copied, by their targets, as `vda`. Files for them must be there.
    public var disks: [String] = []
    /// Where the memory and the disks are received, as `unix:///path`; empty for what libvirt chooses.
    public var uri = ""
    public var disksURI = ""
    public var way = Way.direct
    /// Whether memory and disks are encrypted by QEMU on their way.
    public var isEncrypted = false
    /// Whether it is known that both see the same files, whatever libvirt thinks of where they lie.
    public var sharesFiles = false

    public init(definition: XMLElement, nextDefinition: XMLElement, name: String) {
        (self.definition, self.nextDefinition, self.name) = (definition, nextDefinition, name)
    }

    var flags: UInt32 {
        var flags = VIR_MIGRATE_LIVE.rawValue | VIR_MIGRATE_PERSIST_DEST.rawValue | VIR_MIGRATE_PAUSED.rawValue
        flags |= VIR_MIGRATE_ABORT_ON_ERROR.rawValue
        if !disks.isEmpty { flags |= VIR_MIGRATE_NON_SHARED_DISK.rawValue }
        if isEncrypted { flags |= VIR_MIGRATE_TLS.rawValue }
        if sharesFiles { flags |= VIR_MIGRATE_UNSAFE.rawValue }
        if case .peerToPeer(_, let isTunnel) = way {
            flags |= VIR_MIGRATE_PEER2PEER.rawValue
            if isTunnel { flags |= VIR_MIGRATE_TUNNELLED.rawValue }
        }
        return flags
    }

    /// The parameters by libvirt's names.
    var parameters: [(name: String, value: String)] {
        var parameters = [
            (VIR_MIGRATE_PARAM_DEST_XML, definition.xml), (VIR_MIGRATE_PARAM_PERSIST_XML, nextDefinition.xml),
            (VIR_MIGRATE_PARAM_DEST_NAME, name),
        ]
        if !uri.isEmpty { parameters.append((VIR_MIGRATE_PARAM_URI, uri)) }
        if !disksURI.isEmpty { parameters.append((VIR_MIGRATE_PARAM_DISKS_URI, disksURI)) }
        parameters += disks.map { (VIR_MIGRATE_PARAM_MIGRATE_DISKS, $0) }
        return parameters.map { (name: $0.0, value: $0.1) }
    }
}

extension LibvirtConnection {
    /// How long the longest migration may take; what moves no more is the caller's to notice, by ``job(of:)``, and to give up, by ``abortJob(of:)``.
    private static var longest: Duration { .seconds(7 * 24 * 3600) }

    /// Takes a running domain to another daemon, where it is defined, and its guest held. Here it is off afterwards, and defined. When this throws, it runs on here.
    public func migrate(_ id: DomainID, to target: LibvirtConnection, _ migration: DomainMigration) async throws(LibvirtError) {
        if let reason = target.watch.lossReason { throw .closed(reason) }
        try await call("move \(id)", within: Self.longest) { caller throws(LibvirtError) in
            // It keeps the other connection for as long as this takes.
            defer { withExtendedLifetime(target) {} }
            var list: virTypedParameterPtr?
            var (count, room): (Int32, Int32) = (0, 0)
            defer { caller.api.virTypedParamsFree(list, count) }
            for (name, value) in migration.parameters {
                try caller.check(caller.api.virTypedParamsAddString(&list, &count, &room, name, value))
            }
            let number = UInt32(count)
            try caller.domain(id) { domain throws(LibvirtError) in
                switch migration.way {
                case .direct:
                    let moved: virDomainPtr = try caller.check(
                        caller.api.virDomainMigrate3(domain, target.pointer.value, list, number, migration.flags))
                    _ = caller.api.virDomainFree(moved)
                case .peerToPeer(let uri, _):
                    _ = try caller.check(caller.api.virDomainMigrateToURI3(domain, uri, list, number, migration.flags))
                }
            }
        }
    }

    /// The definition of a running domain as another daemon takes it, with what only its host gave it left out; nil when there is none.
    public func migratableDefinition(of id: DomainID) async throws(LibvirtError) -> XMLElement? {
        do throws(LibvirtError) {
            return try await call("read the definition of \(id)") { caller throws(LibvirtError) in
                try caller.domain(id) { domain throws(LibvirtError) in
                    let flags = VIR_DOMAIN_XML_MIGRATABLE.rawValue | VIR_DOMAIN_XML_SECURE.rawValue
                    return try XMLElement(definition: caller.text(caller.api.virDomainGetXMLDesc(domain, flags), "a domain's definition"))
                }
            }
        } catch {
            if error.code == .noDomain { return nil }
            throw error
        }
    }
}
