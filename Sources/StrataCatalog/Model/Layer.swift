/// One row of a stack's picture, such as `LINUX KERNEL`.
public struct Layer: Codable, Hashable, Sendable, Identifiable {
    /// Stable name, unique within the stack.
    public var id: BoxID
    /// The layer's name, in the words of the reference document; empty in a cluster picture's unnamed row.
    public var label: String
    /// Remarks beside the boxes.
    public var notes: [String]
    /// The boxes, in rows.
    public var rows: [BoxRow]

    /// A layer with everything said.
    public init(id: BoxID, label: String, notes: [String] = [], rows: [BoxRow] = []) {
        self.id = id
        self.label = label
        self.notes = notes
        self.rows = rows
    }
}
