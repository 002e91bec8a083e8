import ArgumentParser
import StrataAPI
import StrataClient

/// `strata site add`
struct SiteAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a site known.",
        discussion: """
            With --ssh-key and --known-hosts, --token-file, --password-file or --client-certificate and --client-key, the credentials are kept in a Secret named after \
            the site, in the namespace. For LXD a certificate is made where none is given.

            A stack's own server shows a certificate. Unless --fingerprint, --ca-file or a token of LXD's says which is right, its fingerprint is shown, and \
            you are asked whether it is the one you know.

            Examples:
              strata site add here --stack lxc
              strata site add lab --stack lxc --endpoint ssh://root@lab.example --ssh-key ~/.ssh/id_ed25519 --known-hosts ~/.ssh/known_hosts
              strata site add lab2 --stack lxc --endpoint ssh://root@lab2.example --credentials lab --no-adopt
              strata site add edge --stack lxd --endpoint https://edge.example:8443 --trust-token eyJjbGllbnRfbmFtZSI6…
              strata site add pve --stack proxmox --url https://pve.example:8006 --token-file pve.token
              strata site add vc --stack vsphere --url https://vcenter.example --username strata@vsphere.local --password-file vc.password
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

    @OptionGroup(title: "Credentials") var credential: SiteSecret

    @Option(help: "A Secret that exists, with ssh-privatekey and known_hosts, or tls.crt and tls.key.")
    var credentials: String?

    @Flag(inversion: .prefixedNo, help: "Show the machines that exist there already.")
    var adopt = true

    @Option(help: "The namespace in which they are shown. [the namespace]")
    var adoptInto: String?

    @Option(help: "Something particular to the stack: KEY=VALUE. May be given several times.")
    var option: [KeyValue] = []

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if credentials != nil, !credential.isEmpty { throw ValidationError("give --credentials, or what a Secret is made of, not both") }
        if endpoint.hasPrefix("ssh:"), credentials == nil, credential.sshKey == nil {
            throw ValidationError("an ssh:// endpoint needs --ssh-key and --known-hosts, or --credentials")
        }
        if endpoint.hasPrefix("https:"), credentials == nil, !credential.isForNetwork {
            throw ValidationError(
                "an https:// endpoint needs --token-file, --password-file or --client-certificate and --client-key, or --credentials")
        }
    }

    func run() async throws {
        let context = try global.open()
        let secret = try await credential.secret(
            of: name, in: context.namespace, stack: stack, server: HTTPSEndpoint(endpoint), context.printer.messages)
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
            do {
                _ = try await context.attempt(what) { () throws(ClientError) in
                    try await context.client.create(Secret.kind, namespace: context.namespace, secret.json)
                }
            } catch {
                var failure = error
                if failure.status == .conflict {
                    let known = secret.metadata.name
                    failure.hint = """
                        `--credentials \(known)` uses it as it is, `strata delete secret \(known)` removes it; \
                        it may be left of a site that was removed
                        """
                }
                throw failure
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
