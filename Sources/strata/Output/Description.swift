import StrataAPI
import StrataClient

/// Tells everything about an object in words.
struct Description: Sendable {
    let context: ClientContext
    let kind: ResourceKind

    func show(_ names: [String]) async throws {
        var isFirst = true
        try await SeveralFailures.collect(names) { name in
            let name = context.name(kind, name)
            let object = try await context.attempt("cannot describe \(kind.singular) \(name.name)", on: kind, name) {
                () throws(ClientError) in
                try await context.client.get(kind, name)
            }
            switch context.format {
            case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
            case .table, .wide:
                if !isFirst { context.printer.line("") }
                context.printer.output.write(ObjectText.text(object, now: .now(), columns: context.printer.output.columns))
                try await showEvents(object)
            }
            isFirst = false
        }
    }

    /// The events about the object; those of objects without a namespace are in any.
    private func showEvents(_ object: JSONValue) async throws(CommandFailure) {
        guard kind != Event.kind, let uid = object["metadata"]?["uid"]?.string else { return }
        let namespace = object["metadata"]?["namespace"]?.string
        let options = ListOptions(fieldSelector: "involvedObject.uid=\(SelectionOptions.escaped(uid))")
        let table = try await context.attempt("cannot list the events") { () throws(ClientError) in
            try await context.client.table(Event.kind, namespace: namespace, options)
        }
        guard !table.rows.isEmpty else { return context.printer.line("Events: none") }
        context.printer.line("Events:")
        context.printer.table(Listing.forReading(table, hidden: ["Object"]), isWide: false)
    }
}
