/// One part of a layer. Boxes nest.
public struct Box: Codable, Hashable, Sendable, Identifiable {
    /// Stable name, unique within the stack.
    public var id: BoxID
    /// The part's name, in the words of the reference document.
    public var label: String
    /// Lines below the name: size, address, what it does.
    public var details: [String]
    /// Boxes inside this one, in rows.
    public var rows: [BoxRow]

    /// A box with everything said.
    public init(id: BoxID, label: String, details: [String] = [], rows: [BoxRow] = []) {
        self.id = id
        self.label = label
        self.details = details
        self.rows = rows
    }
}

extension Box {
    /// This box and all boxes inside it, outer before inner.
    public var withNested: [Box] { [self] + rows.flatMap { $0.boxes.flatMap(\.withNested) } }
}
