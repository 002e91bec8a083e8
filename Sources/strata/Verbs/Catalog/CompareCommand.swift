import ArgumentParser
import StrataCatalog

/// `strata compare`
struct CompareCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table
        case markdown
        case html
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Lay stacks side by side, what differs first.",
        discussion: """
            Examples:
              strata compare proxmox vsphere xcp-ng
              strata compare lxc lxd -o markdown
            """)

    @Argument(help: "Two stacks or more, by their ids, numbers or titles.")
    var stacks: [String]

    @Option(name: .shortAndLong, help: "table, markdown, html or json.")
    var output = Format.table

    func validate() throws {
        if stacks.count < 2 { throw ValidationError("name two stacks or more") }
        if stacks.count > 30 { throw ValidationError("there are only thirty stacks") }
    }

    func run() throws {
        let comparison = Comparison(try stacks.map(Catalog.named))
        let surroundings = Surroundings.current
        switch output {
        case .table: surroundings.output.write(comparison.text(width: max(60, surroundings.output.columns ?? 100), glyphs: .unicode))
        case .markdown: surroundings.output.write(comparison.markdown())
        case .json: surroundings.output.write(try JSONText.pretty(comparison))
        case .html: surroundings.output.write(comparison.html())
        }
    }
}
