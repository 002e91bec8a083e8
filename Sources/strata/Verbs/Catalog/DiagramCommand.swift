import ArgumentParser
import FoundationEssentials
import StrataAPI
import StrataCatalog
import StrataClient

/// `strata diagram`
struct DiagramCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case svg
        case html
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "diagram",
        abstract: "Draw a stack as the boxes it is made of, or a site with what it really has.",
        discussion: """
            A site is drawn with the state of each box and the instances that run there. A stack needs no server.

            Examples:
              strata diagram local-lxc
              strata diagram proxmox
              strata diagram 12 -o svg > proxmox.svg
              strata diagram local-lxc --width 120 --ascii
              strata diagram local-lxc --watch
            """)

    @Argument(help: "A site, or a stack by its id, number or title.")
    var name: String

    @Option(name: .shortAndLong, help: "text, svg, html or json.")
    var output = Format.text

    @Option(help: "Columns of the text. [the terminal's; 80]")
    var width: Int?

    @Flag(help: "Draw with ASCII characters alone.")
    var ascii = false

    @Flag(name: .shortAndLong, help: "Draw the site again whenever something changes there.")
    var watch = false

    @Option(help: "The kubeconfig that says where the server is. [STRATA_KUBECONFIG, KUBECONFIG]", completion: .file())
    var kubeconfig: String?

    func validate() throws {
        if watch, output != .text { throw ValidationError("--watch draws text only") }
        if let width, !Self.widths.contains(width) { throw ValidationError("--width is a number from 60 to 400") }
    }

    /// Narrower, a stack of four boxes side by side cannot be read; wider, no terminal is.
    private static let widths = 60...400

    func run() async throws {
        if watch { return try await follow() }
        let surroundings = Surroundings.current
        let diagram = try await diagram()
        switch output {
        case .text: surroundings.output.write(text(diagram) + "\n")
        case .svg: surroundings.output.write(diagram.svg())
        case .html: surroundings.output.write(diagram.html())
        case .json: surroundings.output.write(String(decoding: try diagram.json(), as: UTF8.self) + "\n")
        }
    }

    private func text(_ diagram: Diagram) -> String {
        let surroundings = Surroundings.current
        let columns = width ?? max(60, min(surroundings.output.columns ?? 80, 400))
        let hasColor = surroundings.output.isTerminal && surroundings["NO_COLOR"] == nil && surroundings["TERM"] != "dumb"
        return diagram.text(width: columns, glyphs: ascii ? .ascii : .unicode, color: hasColor)
    }

    /// On a terminal each picture takes the place of the one before; elsewhere they follow each other.
    private func follow() async throws {
        let context = try open()
        let output = Surroundings.current.output
        var last = ""
        do {
            try await SiteFollower(client: context.client, name: name).follow { picture in
                let text = text(try picture.diagram())
                guard text != last else { return }
                output.write((output.isTerminal ? "\u{1B}[H\u{1B}[2J\u{1B}[3J" : last.isEmpty ? "" : "\n") + text)
                last = text
            }
        } catch let error as ClientError {
            let isStack = (try? Catalog.stack(name)) != nil
            var failure = CommandFailure("cannot follow the site \(name.printable(limit: 100))", error)
            if isStack, error.isNotFound { failure.hint = "\(name) is a stack, which does not change; name a site of it" }
            throw failure
        }
    }

    private func open() throws -> ClientContext {
        try GlobalOptions.parse(kubeconfig.map { ["--kubeconfig", $0] } ?? []).open()
    }

    /// A site of that name if the server has one, else the stack.
    private func diagram() async throws -> Diagram {
        let stack = Result { () throws(CatalogError) -> Stack in try Catalog.stack(name) }
        do {
            let known = try await SiteFollower(client: open().client, name: name).look()
            do throws(CatalogError) {
                return try known.diagram()
            } catch {
                throw CommandFailure("cannot draw site \(name.printable(limit: 100))", cause: "\(error)")
            }
        } catch let error as ClientError {
            if case .success(let stack) = stack { return Diagram(stack) }
            throw CommandFailure(
                "cannot draw \(name.printable(limit: 100)): no stack has that name, and the server has no such site", error)
        } catch let failure as CommandFailure {
            if case .success(let stack) = stack { return Diagram(stack) }
            throw failure
        }
    }
}
