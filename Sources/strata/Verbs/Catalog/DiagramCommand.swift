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
            """)

    @Argument(help: "A site, or a stack by its id, number or title.")
    var name: String

    @Option(name: .shortAndLong, help: "text, svg, html or json.")
    var output = Format.text

    @Option(help: "Columns of the text. [the terminal's; 80]")
    var width: Int?

    @Flag(help: "Draw with ASCII characters alone.")
    var ascii = false

    @Option(help: "The kubeconfig that says where the server is. [STRATA_KUBECONFIG, KUBECONFIG]", completion: .file())
    var kubeconfig: String?

    func run() async throws {
        let surroundings = Surroundings.current
        let diagram = try await diagram()
        switch output {
        case .text:
            let columns = max(60, min(width ?? surroundings.output.columns ?? 80, 400))
            let hasColor = surroundings.output.isTerminal && surroundings["NO_COLOR"] == nil
            surroundings.output.write(diagram.text(width: columns, glyphs: ascii ? .ascii : .unicode, color: hasColor) + "\n")
        case .svg: surroundings.output.write(diagram.svg())
        case .html: surroundings.output.write(diagram.html())
        case .json: surroundings.output.write(String(decoding: try diagram.json(), as: UTF8.self) + "\n")
        }
    }

    /// A site of that name if the server has one, else the stack.
    private func diagram() async throws -> Diagram {
        let stack = Result { () throws(CatalogError) -> Stack in try Catalog.stack(name) }
        var arguments: [String] = []
        if let kubeconfig { arguments = ["--kubeconfig", kubeconfig] }
        do {
            let context = try GlobalOptions.parse(arguments).open()
            guard let site = Site(json: try await context.client.get(Site.kind, ObjectName(name: name))) else {
                throw CommandFailure("cannot read the site \(name.printable(limit: 100))")
            }
            let instances = try await context.client.list(Instance.kind, namespace: nil).items.compactMap { Instance(json: $0) }
            let boxes = SitePicture(site: site, instances: instances.filter { $0.spec.site == name })
            return Diagram(try Catalog.stack(site.spec.stack), live: boxes.live, heading: "site \(name)")
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
