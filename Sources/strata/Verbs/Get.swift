import ArgumentParser
import StrataAPI
import StrataClient

/// `strata get`
struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show objects of any kind.",
        discussion: """
            Kinds: instances, images, sites, hosts, namespaces, secrets, events.

            Examples:
              strata get instances
              strata get instance web -o yaml
              strata get instance web -o yaml --portable > web.yaml
              strata get sites -o wide
              strata get events -A -w
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The kind.", completion: .list(KnownKinds.all.map(\.plural)))
    var kind: String

    @Argument(help: "Names of objects; all when none is given.")
    var names: [String] = []

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Show who set which field as well.")
    var showManagedFields = false

    @Flag(help: "Show objects without what the server adds, as manifests to keep; with -o yaml or json.")
    var portable = false

    func run() async throws {
        let kind = try KnownKinds.kind(kind)
        let context = try global.open()
        if portable, names.isEmpty || ![.yaml, .json].contains(context.format) {
            throw ValidationError("--portable needs names, and -o yaml or -o json")
        }
        guard !names.isEmpty else {
            let listing = Listing(context: context, kind: kind, isEverywhere: selection.allNamespaces, options: selection.options)
            return try await listing.run(isWatched: selection.watch)
        }
        if selection.allNamespaces, kind.isNamespaced { throw ValidationError("-A and names do not go together") }
        if names.count == 1, selection.watch {
            var options = selection.options
            options.fieldSelector = "metadata.name=\(SelectionOptions.escaped(names[0]))"
            return try await Listing(context: context, kind: kind, isEverywhere: false, options: options).run(isWatched: true)
        }
        if context.format == .table || context.format == .wide {
            try await rows(kind, context)
        } else {
            var objects: [JSONValue] = []
            try await SeveralFailures.collect(names) { name in
                let name = context.name(kind, name)
                let object = try await context.attempt("cannot get \(kind.singular) \(name.name)", on: kind, name) {
                    () throws(ClientError) in
                    try await context.client.get(kind, name)
                }
                objects.append(portable ? PortableObject.of(object) : object)
            } finally: {
                if !objects.isEmpty {
                    context.printer.objects(objects, as: context.format, isList: names.count > 1, showsManagedFields: showManagedFields)
                }
            }
        }
    }

    private func rows(_ kind: ResourceKind, _ context: ClientContext) async throws {
        var table = ObjectTable(columns: [], rows: [])
        try await SeveralFailures.collect(names) { name in
            let name = context.name(kind, name)
            let part = try await context.attempt("cannot get \(kind.singular) \(name.name)", on: kind, name) { () throws(ClientError) in
                try await context.client.table(kind, name)
            }
            table.columns = part.columns
            table.rows += part.rows
        } finally: {
            if !table.rows.isEmpty { context.printer.table(table, isWide: context.format == .wide) }
        }
    }
}
