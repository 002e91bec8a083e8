/// A connection from one layer to the next below it.
public struct Link: Codable, Hashable, Sendable {
    /// The upper layer.
    public var from: BoxID
    /// The lower layer.
    public var to: BoxID
    /// What crosses the connection; empty where the document draws a bare arrow.
    public var label: String
    /// Boxes of the upper layer whose lines join into this connection; empty when the layer as a whole is meant.
    public var taps: [BoxID]

    package init(
        from: BoxID, to: BoxID, label: String, taps: [BoxID]
    ) {
        self.from = from
        self.to = to
        self.label = label
        self.taps = taps
    }
}
