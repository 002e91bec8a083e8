public import StrataAPI

/// Objects as the server lays them out for people (`metav1.Table`).
public struct ObjectTable: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        public var name: String
        /// OpenAPI's type of the cells: `string`, `integer`, …
        public var type: String
        /// Zero for columns that are always shown, more for those of `-o wide`.
        public var priority: Int

        public init(name: String, type: String = "string", priority: Int = 0) {
            self.name = name
            self.type = type
            self.priority = priority
        }
    }

    public struct Row: Sendable, Hashable {
        /// One text a column.
        public var cells: [String]
        /// The object, or its metadata only.
        public var object: JSONValue

        public init(cells: [String], object: JSONValue = .null) {
            self.cells = cells
            self.object = object
        }
    }

    public var columns: [Column]
    public var rows: [Row]
    public var resourceVersion: String

    public init(columns: [Column], rows: [Row], resourceVersion: String = "") {
        self.columns = columns
        self.rows = rows
        self.resourceVersion = resourceVersion
    }

    /// Reads a `Table`.
    ///
    /// - Parameter columns: those of an earlier table, for the tables of a watch, of which only the first names its columns.
    /// - Throws: ``ClientError/malformed(_:)`` for anything else.
    public init(json: JSONValue, columns earlier: [Column] = []) throws(ClientError) {
        guard json["kind"]?.string == "Table" else { throw .malformed("it is no Table") }
        let named = (json["columnDefinitions"]?.array ?? []).map { column in
            Column(
                name: column["name"]?.string ?? "", type: column["type"]?.string ?? "string",
                priority: column["priority"]?.int.map { Int(clamping: $0) } ?? 0)
        }
        let columns = named.isEmpty ? earlier : named
        guard !columns.isEmpty else { throw .malformed("its Table has no columns") }
        self.columns = columns
        rows = (json["rows"]?.array ?? []).map { row in
            var cells = (row["cells"]?.array ?? []).prefix(columns.count).map(Self.text)
            cells += Array(repeating: "", count: columns.count - cells.count)
            return Row(cells: cells, object: row["object"] ?? .null)
        }
        resourceVersion = json["metadata"]?["resourceVersion"]?.string ?? ""
    }

    private static func text(_ cell: JSONValue) -> String {
        switch cell {
        case .string(let text): text
        case .null: ""
        default: cell.text
        }
    }
}
