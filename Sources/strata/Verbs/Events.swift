import ArgumentParser
import StrataAPI
import StrataClient

/// `strata events`
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what has happened.",
        discussion: """
            Examples:
              strata events
              strata events --for web -w
              strata events --for site/local-lxc -A
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Flag(name: [.customShort("A"), .long], help: "In all namespaces.")
    var allNamespaces = false

    @Option(name: .customLong("for"), help: "Only what happened to this object: NAME of an instance, or KIND/NAME.")
    var object: String?

    @Flag(help: "Only warnings.")
    var warnings = false

    @Flag(name: .shortAndLong, help: "Go on and show what happens.")
    var watch = false

    func run() async throws {
        var terms: [String] = []
        if let object {
            let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
            let kind = parts.count == 2 ? try KnownKinds.kind(parts[0]) : Instance.kind
            terms.append("involvedObject.kind=\(kind.name)")
            terms.append("involvedObject.name=\(SelectionOptions.escaped(parts.last ?? ""))")
        }
        if warnings { terms.append("type=Warning") }
        let listing = Listing(
            context: try global.open(), kind: Event.kind, isEverywhere: allNamespaces,
            options: ListOptions(fieldSelector: terms.joined(separator: ",")))
        try await listing.run(isWatched: watch)
    }
}
