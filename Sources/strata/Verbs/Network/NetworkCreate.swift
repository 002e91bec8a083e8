import ArgumentParser
import StrataAPI
import StrataClient

/// `strata network create`
struct NetworkCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a network of its own on a site's machine.",
        discussion: """
            Instances on it reach each other by name, and beyond it by the machine's address, but no other network. Instances of any stack of the same \
            machine can be put on it. Without --site it is made on this machine.

            Examples:
              strata network create back
              strata network create back --subnet 10.20.0.0/24 --isolated
              strata network create lab --site far --no-nat --domain lab.example
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The network's name.")
    var name: String

    @Option(help: "The site on whose machine it is.")
    var site: String?

    @Option(help: "Its addresses: 10.20.0.0/24. One that is free there when left out.")
    var subnet: String?

    @Flag(inversion: .prefixedNo, help: "Whether instances reach beyond it by their machine's address.")
    var nat = true

    @Flag(help: "Instances on it reach only each other, and only published ports lead in.")
    var isolated = false

    @Flag(inversion: .prefixedNo, help: "Whether addresses are told by DHCP.")
    var dhcp = true

    @Option(help: "The DNS domain of the names on it; NAME.NAMESPACE.strata.internal when left out.")
    var domain: String?

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if let subnet, subnet.isEmpty || StringRule.subnet.check?(subnet) != nil {
            throw ValidationError("--subnet must be a subnet such as 10.20.0.0/24, with a prefix of 8 to 29 bits")
        }
    }

    func run() async throws {
        let context = try global.open()
        let what = "cannot create network \(name)"
        var network = Network(name: ObjectName(name: name))
        network.spec.site = try await AbleSite(context: context, ability: "networks").site(site, what: what)
        network.spec.subnet = subnet ?? ""
        network.spec.nat = nat
        network.spec.isolated = isolated
        network.spec.dhcp = dhcp
        network.spec.domain = domain ?? ""
        let document = network.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Network.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { return context.printer.line("\(name): created; `strata network ls -w` shows how it goes on") }
            return context.printer.objects([created], as: context.format, isList: false)
        }
        let wait = ReadyWait(context: context, kind: Network.kind, name: context.name(Network.kind, name), timeout: waiting.timeout)
        let ready = try await wait.run(what: what)
        guard isPlain else { return context.printer.objects([ready], as: context.format, isList: false) }
        let subnet = ready["status"]?["subnet"]?.string ?? ""
        context.printer.line(TerminalText.clean("\(name): ready on \(network.spec.site), \(subnet)"))
    }
}
