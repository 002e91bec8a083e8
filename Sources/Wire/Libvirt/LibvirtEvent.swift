/// Something that happened to a domain.
public struct LibvirtEvent: Sendable, Hashable {
    /// What happened (libvirt, `virDomainEventID`).
    public enum Kind: Sendable, Hashable {
        /// `virDomainEventType`, and its detail.
        case lifecycle(Int32, detail: Int32)
        case rebooted
        case watchdogRanOut
        /// Its disk could not be read or written.
        case diskFailed(path: String)
        case deviceAdded(String)
        case deviceRemoved(String)
        case metadataChanged
        /// The agent in the guest came or went.
        case agent(isThere: Bool)
        case blockJob
        case tuned
    }

    public var uuid: String
    public var name: String
    public var kind: Kind

    /// Whether the domain's definition went.
    public var isRemoval: Bool { if case .lifecycle(1, _) = kind { true } else { false } }
}
