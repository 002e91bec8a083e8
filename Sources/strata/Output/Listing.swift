import StrataAPI
import StrataClient

/// Prints the objects of a kind, and what changes about them.
struct Listing: Sendable {
    let context: ClientContext
    let kind: ResourceKind
    let isEverywhere: Bool
    let options: ListOptions

    private var namespace: String? { isEverywhere || !kind.isNamespaced ? nil : context.namespace }
    private var what: String { "cannot list the \(kind.plural)" }

    /// - Parameter emptyHint: what to say beside an empty table.
    func run(isWatched: Bool, emptyHint: String? = nil) async throws {
        switch context.format {
        case .table, .wide: try await table(isWatched, emptyHint)
        case .json, .yaml, .name: try await objects(isWatched)
        }
    }

    private func table(_ isWatched: Bool, _ emptyHint: String?) async throws {
        let isWide = context.format == .wide
        let showsNamespace = isEverywhere && kind.isNamespaced
        var table = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.table(kind, namespace: namespace, options)
        }
        let columns = table.columns
        if kind == Event.kind {
            table.rows.sort { Self.written($0) < Self.written($1) }
            if !isWide { table = Self.forReading(table, hidden: []) }
        }
        if table.rows.isEmpty, !isWatched {
            let place = kind.isNamespaced && !isEverywhere ? " in namespace \(context.namespace)" : ""
            context.printer.message("no \(kind.plural)\(place)" + (emptyHint.map { "; \($0)" } ?? ""))
            return
        }
        context.printer.table(table, isWide: isWide, showsNamespace: showsNamespace)
        guard isWatched else { return }
        let layout = TableLayout(table, isWide: isWide, showsNamespace: showsNamespace, limit: context.printer.output.columns)
        try await watch(table.resourceVersion, asTable: true) { event throws(ClientError) in
            var change = try ObjectTable(json: event.object, columns: columns)
            if kind == Event.kind, !isWide { change = Self.forReading(change, hidden: []) }
            for row in change.rows { context.printer.output.write(context.printer.text(layout.cells(row), isHeader: false, layout)) }
        }
    }

    private func objects(_ isWatched: Bool) async throws {
        let list = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.list(kind, namespace: namespace, options)
        }
        let items = list.items.map(typed)
        context.printer.objects(items, as: context.format, isList: true)
        guard isWatched else { return }
        try await watch(list.resourceVersion, asTable: false) { event throws(ClientError) in
            if context.format == .yaml { context.printer.line("---") }
            context.printer.objects([typed(event.object)], as: context.format, isList: false)
        }
    }

    /// Goes on for ever; when the server has forgotten what happened since, from what there is now.
    private func watch(_ version: String, asTable: Bool, _ show: (WatchEvent) throws(ClientError) -> Void) async throws {
        var version: String? = version
        while true {
            do throws(ClientError) {
                for try await event in context.client.watch(kind, namespace: namespace, options, resourceVersion: version, asTable: asTable)
                where event.change != .bookmark {
                    try show(event)
                }
            } catch {
                guard case .status(let status) = error, status.code == 410 else {
                    throw CommandFailure("cannot go on watching the \(kind.plural)", error)
                }
                version = nil
            }
        }
    }

    /// The items of a list may leave out what the list already says.
    private func typed(_ object: JSONValue) -> JSONValue {
        var object = object
        if object["kind"] == nil { object["kind"] = .string(kind.name) }
        if object["apiVersion"] == nil { object["apiVersion"] = .string(kind.apiVersion) }
        return object
    }

    /// Events without the columns that tell people nothing: their made-up names, and an age that is the time they were last seen.
    static func forReading(_ events: ObjectTable, hidden: Set<String>) -> ObjectTable {
        let shown = events.columns.indices.filter { !hidden.union(["Name", "Age"]).contains(events.columns[$0].name) }
        return ObjectTable(
            columns: shown.map { events.columns[$0] },
            rows: events.rows.map { row in ObjectTable.Row(cells: shown.map { row.cells[$0] }, object: row.object) },
            resourceVersion: events.resourceVersion)
    }

    /// When a row's object was last written, as a number that grows. An event is written again with each repetition.
    private static func written(_ row: ObjectTable.Row) -> UInt64 {
        row.object["metadata"]?["resourceVersion"]?.string.flatMap { UInt64($0) } ?? 0
    }
}
