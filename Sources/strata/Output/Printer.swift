import StrataAPI
import StrataClient

/// Prints objects and messages.
struct Printer: Sendable {
    var output: Sink
    var messages: Sink
    var hasColor: Bool

    /// A line of output.
    func line(_ text: String) { output.write(text + "\n") }

    /// A line for the person at the terminal, beside the output.
    func message(_ text: String) { messages.write(text + "\n") }

    /// A table as the server lays it out.
    ///
    /// - Parameters:
    ///   - isWide: whether columns that are less important are shown as well.
    ///   - showsNamespace: whether a first column names the namespaces.
    func table(_ table: ObjectTable, isWide: Bool, showsNamespace: Bool = false) {
        let layout = TableLayout(table, isWide: isWide, showsNamespace: showsNamespace, limit: output.columns)
        output.write(
            text(layout.header(), isHeader: true, layout) + table.rows.map { text(layout.cells($0), isHeader: false, layout) }.joined())
    }

    /// One line of a table.
    func text(_ cells: [String], isHeader: Bool, _ layout: TableLayout) -> String {
        guard hasColor, output.isTerminal else { return layout.text.line(cells) + "\n" }
        return layout.text.line(cells) { isHeader ? Palette.bold($1) : Palette.paint($1) } + "\n"
    }

    /// Whole objects.
    func objects(_ objects: [JSONValue], as format: OutputFormat, isList: Bool, showsManagedFields: Bool = false) {
        let shown = objects.map { object in
            var object = object
            if !showsManagedFields { object[path: ["metadata", "managedFields"]] = nil }
            return object
        }
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""], "items": .array(shown)]
        let whole = isList ? list : shown.first ?? .null
        switch format {
        case .yaml: output.write(whole.yaml())
        case .json: output.write(TerminalText.cleanJSON(whole.pretty()) + "\n")
        case .name, .table, .wide: output.write(objects.map { Self.reference($0) + "\n" }.joined())
        }
    }

    /// `instance.strata.dev/web`
    static func reference(_ object: JSONValue) -> String {
        let group = object["apiVersion"]?.string.flatMap { version in
            version.contains("/") ? version.split(separator: "/").first.map(String.init) : nil
        }
        let kind = (object["kind"]?.string ?? "").lowercased() + (group.map { ".\($0)" } ?? "")
        return TerminalText.clean("\(kind)/\(object["metadata"]?["name"]?.string ?? "")")
    }
}
