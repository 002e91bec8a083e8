import ArgumentParser
import FoundationEssentials
import StrataCatalog

/// `strata stacks`
struct StacksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stacks", abstract: "Read about the thirty virtualization stacks.",
        subcommands: [StacksList.self, StacksShow.self, StacksCons.self])
}

/// `strata stacks ls`
struct StacksList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the stacks.",
        discussion: """
            Examples:
              strata stacks ls
            """)

    func run() throws {
        let lines = Catalog.index.map { entry in
            let numbers = ([entry.number] + entry.aliasNumbers).map(String.init).joined(separator: ",")
            return "\(numbers.padded(to: 8))\(entry.id.padded(to: 16))\(entry.title)\n"
        }
        Surroundings.current.output.write("\("NUMBER".padded(to: 8))\("ID".padded(to: 16))TITLE\n" + lines.joined())
    }
}

/// `strata stacks show`
struct StacksShow: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case markdown
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tell everything about one stack.",
        discussion: """
            Examples:
              strata stacks show lxc
              strata stacks show 10 -o json
            """)

    @Argument(help: "A stack by its id, number or title.")
    var stack: String

    @Option(name: .shortAndLong, help: "markdown or json.")
    var output = Format.markdown

    func run() throws {
        let stack = try Catalog.named(self.stack)
        switch output {
        case .markdown: Surroundings.current.output.write(stack.markdown())
        case .json: Surroundings.current.output.write(String(decoding: Catalog.json(id: stack.id) ?? .init(), as: UTF8.self) + "\n")
        }
    }
}

/// `strata stacks cons`
struct StacksCons: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cons", abstract: "Show which feature of Strata answers each con of each stack, or why none can.",
        discussion: """
            Examples:
              strata stacks cons
            """)

    func run() throws {
        let ledger = ConLedger(try Catalog.all())
        let lines = ledger.entries.map {
            "\($0.stack.padded(to: 16))\($0.con.verdict.rawValue.padded(to: 10))\($0.con.text)\n\("".padded(to: 26))\($0.con.because)\n"
        }
        let counts = "answered \(ledger.count(.answered)), planned \(ledger.count(.planned)), inherent \(ledger.count(.inherent))\n"
        Surroundings.current.output.write(lines.joined() + counts)
    }
}

/// `strata compare`
struct CompareCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table
        case markdown
        case html
    }

    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Lay stacks side by side, what differs first.",
        discussion: """
            Examples:
              strata compare proxmox vsphere xcp-ng
              strata compare lxc lxd -o markdown
            """)

    @Argument(help: "Stacks by their ids, numbers or titles.")
    var stacks: [String]

    @Option(name: .shortAndLong, help: "table, markdown or html.")
    var output = Format.table

    func run() throws {
        let comparison = Comparison(try stacks.map(Catalog.named))
        let surroundings = Surroundings.current
        switch output {
        case .table: surroundings.output.write(comparison.text(width: max(60, surroundings.output.columns ?? 100), glyphs: .unicode) + "\n")
        case .markdown: surroundings.output.write(comparison.markdown())
        case .html: surroundings.output.write(comparison.html())
        }
    }
}

extension Catalog {
    /// The stack of a name, or the failure that tells the user.
    static func named(_ name: String) throws -> Stack {
        do {
            return try stack(name)
        } catch {
            throw CommandFailure("\(error)", hint: "`strata stacks ls` lists them", status: .notFound)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
