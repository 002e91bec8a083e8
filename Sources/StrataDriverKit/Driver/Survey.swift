public import StrataAPI

/// What a driver found its site to be.
public struct Survey: Sendable {
    /// The stack's version there, as it names itself.
    public var version: String
    /// What the driver has code for but this site does not allow, or only in part. An ability that is missing here works.
    public var support: [Ability: Support]
    public var hosts: [HostFacts]
    /// The boxes of the stack's diagram, by the catalog's ids, as they are here.
    public var boxes: [Site.Box]
    /// What this user or this site does not allow beyond abilities, as sentences that say what would help.
    public var restrictions: [String] = []

    public init(version: String, support: [Ability: Support] = [:], hosts: [HostFacts] = [], boxes: [Site.Box] = []) {
        self.version = version
        self.support = support
        self.hosts = hosts
        self.boxes = boxes
    }
}

/// One host of a site.
public struct HostFacts: Sendable {
    public var name: String
    public var status: Host.Status

    public init(name: String, status: Host.Status) {
        self.name = name
        self.status = status
    }
}
