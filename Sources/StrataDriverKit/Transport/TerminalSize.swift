/// The size of a terminal window in character cells.
public struct TerminalSize: Sendable, Hashable {
    /// Characters per line.
    public var columns: UInt16
    /// Lines.
    public var rows: UInt16

    /// Makes a size; the default is the 80 × 24 of old terminals.
    public init(columns: UInt16 = 80, rows: UInt16 = 24) {
        self.columns = columns
        self.rows = rows
    }
}
