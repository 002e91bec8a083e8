import StrataAPI
import StrataClient

/// Which columns of a server's table are shown, and how wide.
struct TableLayout: Sendable {
    let text: TextTable
    private let columns: [Int]
    private let names: [String]
    private let showsNamespace: Bool

    init(_ table: ObjectTable, isWide: Bool, showsNamespace: Bool, limit: Int?) {
        self.showsNamespace = showsNamespace
        columns = table.columns.indices.filter { isWide || table.columns[$0].priority == 0 }
        names = columns.map { TerminalText.clean(table.columns[$0].name).uppercased() }
        let shown = columns
        let rows = table.rows.map { Self.cells($0, shown, showsNamespace) }
        text = TextTable(header: (showsNamespace ? ["NAMESPACE"] : []) + names, rows: rows, limit: limit, names: showsNamespace ? 2 : 1)
    }

    func header() -> [String] { (showsNamespace ? ["NAMESPACE"] : []) + names }

    func cells(_ row: ObjectTable.Row) -> [String] { Self.cells(row, columns, showsNamespace) }

    private static func cells(_ row: ObjectTable.Row, _ columns: [Int], _ showsNamespace: Bool) -> [String] {
        let cells = columns.map { TerminalText.clean(row.cells.indices.contains($0) ? row.cells[$0] : "") }
        return (showsNamespace ? [TerminalText.clean(row.object["metadata"]?["namespace"]?.string ?? "")] : []) + cells
    }
}
