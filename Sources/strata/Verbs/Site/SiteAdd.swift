import ArgumentParser
import StrataAPI
import StrataClient

/// `strata site add`
struct SiteAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a site known.",
        discussion: """
            With --ssh-key and --known-hosts, or with --token-file or --username and --password-file, the credentials are kept in a Secret named after \
            the site, in the namespace.

            A stack's own server shows a certificate. Unless --fingerprint or --ca-file says which is right, its fingerprint is shown, and you are asked \
            whether it is the one you know.

            Examples:
              strata site add here --stack lxc
              strata site add pve --stack proxmox --url https://pve.example:8006 --token-file pve.token
              strata site add lab --stack lxc --endpoint ssh://root@lab.example --ssh-key ~/.ssh/id_ed25519 --known-hosts ~/.ssh/known_hosts
              strata site add lab2 --stack lxc --endpoint ssh://root@lab2.example --credentials lab --no-adopt
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The site's name.")
    var name: String

    @Option(help: "The stack that runs there: lxc, …")
    var stack: String

    @Option(
        name: [.long, .customLong("url")],
        help: "local: for the server's own machine, ssh://[USER@]HOST[:PORT] for another, https://HOST[:PORT] for a stack's own server.")
    var endpoint = "local:"

    @OptionGroup(title: "Logging in at a stack's own server") var login: SiteLogin

    @Option(help: "A file with the private SSH key to log in with.", completion: .file())
    var sshKey: String?

    @Option(help: "A file with the host's SSH keys, as in known_hosts.", completion: .file())
    var knownHosts: String?

    @Option(help: "A Secret that exists, with ssh-privatekey and known_hosts, or with what the stack's own server asks for.")
    var credentials: String?

    @Flag(inversion: .prefixedNo, help: "Show the machines that exist there already.")
    var adopt = true

    @Option(help: "The namespace in which they are shown. [the namespace]")
    var adoptInto: String?

    @Option(help: "Something particular to the stack: KEY=VALUE. May be given several times.")
    var option: [KeyValue] = []

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if (sshKey == nil) != (knownHosts == nil) { throw ValidationError("give --ssh-key and --known-hosts together") }
        if credentials != nil, sshKey != nil { throw ValidationError("give --credentials or --ssh-key, not both") }
        if endpoint.hasPrefix("https:"), sshKey != nil { throw ValidationError("an https:// endpoint is no machine to log in at by SSH") }
        if credentials != nil, login.isGiven { throw ValidationError("give --credentials or what to log in with, not both") }
        if login.isGiven, !endpoint.hasPrefix("https:") { throw ValidationError("logging in at a server needs --url https://HOST[:PORT]") }
        if endpoint.hasPrefix("https:"), credentials == nil, !login.hasCredentials {
            throw ValidationError("an https:// endpoint needs --token-file, or --username and --password-file, or --credentials")
        }
        if endpoint.hasPrefix("ssh:"), credentials == nil, sshKey == nil {
            throw ValidationError("an ssh:// endpoint needs --ssh-key and --known-hosts, or --credentials")
        }
    }

    func run() async throws {
        let context = try global.open()
        let secret = try await secret(context)
        var site = Site(name: name)
        site.spec.stack = stack
        site.spec.endpoint = endpoint
        site.spec.adopt = adopt
        site.spec.adoptInto = adoptInto ?? context.namespace
        if let reference = credentials ?? secret?.metadata.name {
            site.spec.credentials = Site.SecretReference(namespace: context.namespace, name: reference)
        }
        if !option.isEmpty { site.spec.options = .object(KeyValue.dictionary(option).mapValues(PlainValue.json)) }
        let what = "cannot add site \(name)"
        if let secret {
            _ = try await context.attempt(what) { () throws(ClientError) in
                try await context.client.create(Secret.kind, namespace: context.namespace, secret.json)
            }
        }
        let document = site.json
        do {
            _ = try await context.attempt(what) { () throws(ClientError) in try await context.client.create(Site.kind, document) }
        } catch {
            // A key without the site it belongs to must not be left behind.
            if let secret { _ = try? await context.client.delete(Secret.kind, context.name(Secret.kind, secret.metadata.name)) }
            throw error
        }
        guard waiting.wait else { return context.printer.line(TerminalText.clean("\(name): added")) }
        try await wait(context, what)
    }

    private func secret(_ context: ClientContext) async throws -> Secret? {
        var values: [String: [UInt8]] = [:]
        if let sshKey, let knownHosts {
            values = ["ssh-privatekey": try LocalFile.contents(sshKey), "known_hosts": try LocalFile.contents(knownHosts)]
        } else if login.isGiven {
            guard let server = HTTPSEndpoint(endpoint) else {
                throw CommandFailure("cannot add site \(name)", cause: "\(endpoint) is no https://HOST[:PORT]", status: .usage)
            }
            values = try await login.values(for: server, stack: stack, context.printer.messages)
        }
        guard !values.isEmpty else { return nil }
        let suffix = sshKey == nil ? "login" : "ssh"
        var secret = Secret(name: ObjectName(namespace: context.namespace, name: "\(name)-\(suffix)"))
        secret.data = values.mapValues(Base64.encode)
        return secret
    }

    private func wait(_ context: ClientContext, _ what: String) async throws {
        let latest = Latest<Site>()
        let follower = ObjectFollower(client: context.client, kind: Site.kind, name: ObjectName(name: name))
        let name = name
        do {
            try await Progress.during(context.printer.messages) { progress in
                progress.show("\(name): connecting")
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in
                        guard let json, let site = Site(json: json) else {
                            throw CommandFailure(what, cause: "it was deleted meanwhile", status: .notFound)
                        }
                        latest.set(site)
                        return site.status.phase != .pending
                    }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "no answer from it within \(waiting.timeout)", hint: "`strata site describe \(name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let site = latest.value else { return }
        guard site.status.phase == .ready else {
            throw CommandFailure(
                "site \(name) is \(site.status.phase.rawValue)", cause: site.status.message,
                hint: "`strata site describe \(name)` tells more",
                status: site.status.phase == .unreachable ? .unreachable : .failed)
        }
        let version = site.status.version.isEmpty ? "" : " \(site.status.version)"
        context.printer.line(TerminalText.clean("\(name): ready, \(stack)\(version)"))
        if let condition = site.status.conditions["Restricted"], condition.status == .yes {
            context.printer.messages.write(TerminalText.clean("\(name): \(condition.message)") + "\n")
        }
    }
}
