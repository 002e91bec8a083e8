import ArgumentParser
import FoundationEssentials
import StrataAPI
import StrataCatalog
import StrataClient

/// `strata stacks`
struct StacksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stacks", abstract: "Read about the thirty virtualization stacks.",
        subcommands: [StacksList.self, StacksShow.self, StacksCons.self])
}

/// `strata stacks ls`
struct StacksList: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the stacks.",
        discussion: """
            Examples:
              strata stacks ls
              strata stacks ls -o json
            """)

    @Option(name: .shortAndLong, help: "table or json.")
    var output = Format.table

    func run() throws {
        let sink = Surroundings.current.output
        let stacks = try Catalog.every()
        switch output {
        case .json: sink.write(try JSONText.pretty(stacks.map(StackSummary.init)))
        case .table:
            let header = ["NUMBER", "ID", "TITLE", "COMPLEXITY", "LIFECYCLE", "BEST FOR"]
            let rows = stacks.map { stack in
                let numbers = ([stack.number] + stack.aliases.map(\.number)).map(String.init).joined(separator: ",")
                let lifecycle = stack.values(.lifecycle).joined(separator: ", ")
                return [numbers, stack.id, stack.title, stack.complexity, lifecycle, stack.bestFor]
            }
            let table = TextTable(header: header, rows: rows, limit: sink.columns, names: 2)
            sink.write(([header] + rows).map { table.line($0) + "\n" }.joined())
        }
    }
}

/// A stack in a list.
private struct StackSummary: Encodable {
    var number: Int
    var aliasNumbers: [Int]
    var id: String
    var title: String
    var complexity: String
    var lifecycle: [String]
    var bestFor: String

    init(_ stack: Stack) {
        number = stack.number
        aliasNumbers = stack.aliases.map(\.number)
        id = stack.id
        title = stack.title
        complexity = stack.complexity
        lifecycle = stack.values(.lifecycle)
        bestFor = stack.bestFor
    }
}

/// `strata stacks show`
struct StacksShow: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case markdown
        case json
        case yaml
    }

    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tell everything about one stack.",
        discussion: """
            Examples:
              strata stacks show lxc
              strata stacks show 10 -o json
              strata stacks show 17 -o yaml
            """)

    @Argument(help: "A stack by its id, number or title.")
    var stack: String

    @Option(name: .shortAndLong, help: "markdown, json or yaml.")
    var output = Format.markdown

    func run() throws {
        let stack = try Catalog.named(self.stack)
        let sink = Surroundings.current.output
        switch output {
        case .markdown: sink.write(stack.markdown())
        case .json: sink.write(try JSONText.pretty(stack))
        case .yaml: sink.write(try JSONText.tree(stack).yaml())
        }
    }
}

/// `strata stacks cons`
struct StacksCons: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "cons", abstract: "Show which feature of Strata answers each con of each stack, or why none can.",
        discussion: """
            Examples:
              strata stacks cons
              strata stacks cons lxc proxmox
              strata stacks cons -o json
            """)

    @Argument(help: "Stacks by their ids, numbers or titles. [all]")
    var stacks: [String] = []

    @Option(name: .shortAndLong, help: "text or json.")
    var output = Format.text

    func run() throws {
        let ledger = ConLedger(stacks.isEmpty ? try Catalog.every() : try stacks.map(Catalog.named))
        let sink = Surroundings.current.output
        switch output {
        case .json: sink.write(try JSONText.pretty(ledger))
        case .text:
            let lines = ledger.entries.map {
                "\($0.stack.padded(to: 16))\($0.con.verdict.rawValue.padded(to: 10))\($0.con.text)\n\("".padded(to: 26))\($0.con.because)\n"
            }
            let counts = "answered \(ledger.count(.answered)), planned \(ledger.count(.planned)), inherent \(ledger.count(.inherent))\n"
            sink.write(lines.joined() + counts)
        }
    }
}

extension Catalog {
    /// Every stack, or the failure that tells the user.
    static func every() throws -> [Stack] {
        do {
            return try all()
        } catch {
            throw CommandFailure("cannot read the stacks", cause: "\(error)")
        }
    }

    /// The stack of a name, or the failure that tells the user.
    static func named(_ name: String) throws -> Stack {
        do {
            return try stack(name)
        } catch {
            throw CommandFailure("\(error)", status: .notFound)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
