import ArgumentParser
import StrataAPI
import StrataClient
import StrataConformance
import StrataDriverKit

/// `strata conformance`
struct ConformanceCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case junit
    }

    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Try at a site of yours what its driver promises.",
        discussion: """
            Makes machines of its own, apart from the site's, and removes them again: some minutes of work for the site. Each contract is \
            kept, broken, or not tried for a reason. Exit codes: 0 when none is broken, 1 when one is.

            Examples:
              strata conformance --site local-lxc
              strata conformance --site local-lxc --only snapshot --only create.idempotent
              strata conformance --site local-qemu-tcg --report junit >report.xml
              strata conformance --list
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Option(help: "The site.")
    var site: String?

    @Option(help: "The id of a contract, or its beginning up to a dot; may be repeated. [all]")
    var only: [String] = []

    @Option(help: "What the machines start from. [busybox, or tiny for virtual machines]")
    var image: String?

    @Flag(help: "List the contracts and try none.")
    var list = false

    @Option(name: .customLong("report"), help: "text, json or junit: how the report is written. [text]")
    var report = Format.text

    func validate() throws {
        if !list, site == nil { throw ValidationError("name the site with --site; `strata site ls` lists them") }
    }

    func run() async throws {
        if list { return showContracts() }
        let context = try global.open()
        let name = context.name(Site.kind, site ?? "")
        let query = only.map { (name: "only", value: $0) } + (image.map { [(name: "image", value: $0)] } ?? [])
        let what = "cannot try site \(name.name)"
        let stream = try await context.attempt(what, on: Site.kind, name) { () throws(ClientError) in
            try await context.client.download("conformance", of: Site.kind, name, query: query, timeout: .seconds(900))
        }
        var lines = DownloadLines(stream)
        var results: [ContractResult] = []
        var whole: ConformanceReport?
        while let line = try await context.attempt(what, { () throws(ClientError) in try await lines.next() }) {
            guard var json = try? JSONValue(parsing: line) else { throw CommandFailure(what, cause: "the server's answer is no JSON") }
            if let result = ContractResult(json: json) {
                results.append(result)
                // What a site says cannot do anything to the terminal.
                let lines = result.line.split(separator: "\n").map { TerminalText.clean(String($0)) }
                for line in lines { report == .text ? context.printer.line(line) : context.printer.message(line) }
            } else {
                json["results"] = .array(results.map(\.json))
                whole = ConformanceReport(json: json)
            }
        }
        guard let whole else { throw CommandFailure(what, cause: "the trial was cut short after \(results.count) contracts") }
        switch report {
        case .text: context.printer.line("\n" + TerminalText.clean(whole.summary))
        case .json: context.printer.line(TerminalText.cleanJSON(whole.json.pretty()))
        case .junit: context.printer.output.write(whole.junit)
        }
        guard whole.broken.isEmpty else {
            throw CommandFailure("site \(name.name) broke \(whole.broken.count) of \(whole.results.count) contracts", status: .failed)
        }
    }

    private func showContracts() {
        let printer = global.printer
        for contract in Contract.named(only) {
            printer.output.write("\(contract.id)  [\(contract.ability?.rawValue ?? "required")]  \(contract.promise)\n")
        }
    }
}
