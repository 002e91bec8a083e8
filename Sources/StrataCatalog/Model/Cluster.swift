/// Several nodes of a stack working together, as a picture of its own.
public struct Cluster: Codable, Hashable, Sendable, Identifiable {
    /// Stable name, unique within the stack.
    public var id: BoxID
    /// The picture's heading.
    public var title: String
    /// The layer of the main picture that shows this cluster, when it is not a separate picture.
    public var drawnIn: BoxID?
    /// The picture's rows; empty when `drawnIn` names a layer of the main picture.
    public var layers: [Layer]
    /// Connections between the picture's rows.
    public var links: [Link]

    package init(
        id: BoxID, title: String, drawnIn: BoxID?, layers: [Layer], links: [Link]
    ) {
        self.id = id
        self.title = title
        self.drawnIn = drawnIn
        self.layers = layers
        self.links = links
    }
}
