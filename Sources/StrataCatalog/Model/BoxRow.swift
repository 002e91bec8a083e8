public import StrataAPI

/// Boxes that stand beside each other, or below each other as a list.
public struct BoxRow: Codable, Hashable, Sendable {
    /// How a row is drawn.
    public enum Style: String, Codable, Hashable, Sendable, CaseIterable {
        /// Separate boxes, side by side.
        case boxes
        /// Cells that share their borders, side by side.
        case strip
        /// One line per box, below each other.
        case list
    }

    /// What a row's boxes stand for when they are examples rather than fixed parts of the stack.
    public enum Sample: String, Codable, Hashable, Sendable, CaseIterable {
        /// Example containers, machines, partitions or pods: a live picture puts the site's instances here.
        case instances
        /// Example nodes: a live picture puts the site's hosts here, each with its instances.
        case hosts
        /// Example programs inside the instances: a live picture leaves them out, since they are not surveyed.
        case programs
    }

    /// What instances are.
    public typealias Kind = InstanceType

    /// How the row is drawn.
    public var style: Style
    /// Set when the boxes are examples.
    public var sample: Sample?
    /// What the instances are that stand here, for a stack that runs several kinds and draws them apart.
    public var holds: Kind?
    /// A connection between neighbours in the row, such as replication between nodes; empty text draws a bare line.
    public var peers: String?
    /// The boxes, left to right or top to bottom.
    public var boxes: [Box]

    /// A row with everything said.
    public init(style: Style = .boxes, sample: Sample? = nil, holds: Kind? = nil, peers: String? = nil, boxes: [Box]) {
        self.style = style
        self.sample = sample
        self.holds = holds
        self.peers = peers
        self.boxes = boxes
    }
}
