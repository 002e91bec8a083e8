import ArgumentParser
import StrataAPI
import StrataClient

/// What every verb understands.
struct GlobalOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The namespace. [STRATA_NAMESPACE; the kubeconfig's]")
    var namespace: String?

    @Option(name: .shortAndLong, help: "How to print: table, wide, json, yaml or name. [STRATA_OUTPUT; table]")
    var output: OutputFormat?

    @Option(help: "The kubeconfig that says where the server is. [STRATA_KUBECONFIG, KUBECONFIG]", completion: .file())
    var kubeconfig: String?

    @Option(help: "The kubeconfig's context. [its current-context]")
    var context: String?

    @Option(help: "The server: https://HOST[:PORT]. [STRATA_SERVER]")
    var server: String?

    @Option(help: "A bearer token. [STRATA_TOKEN, which other users of this machine cannot see]")
    var token: String?

    @Option(help: "A PEM file with the authority that vouches for the server. [STRATA_CERTIFICATE_AUTHORITY]", completion: .file())
    var certificateAuthority: String?

    @Flag(help: "Print without colours. [NO_COLOR]")
    var noColor = false

    @Flag(name: .shortAndLong, help: "Tell about every request.")
    var verbose = false

    /// How to print.
    ///
    /// - Throws: ``CommandFailure`` where the variable holds no format.
    func format() throws(CommandFailure) -> OutputFormat {
        if let output { return output }
        guard let text = Surroundings.current["STRATA_OUTPUT"] else { return .table }
        guard let format = OutputFormat(rawValue: text) else {
            let names = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("STRATA_OUTPUT is \"\(text.printable(limit: 40))\"", cause: "it must be one of \(names)", status: .usage)
        }
        return format
    }

    var printer: Printer {
        let surroundings = Surroundings.current
        return Printer(
            output: surroundings.output, messages: surroundings.messages,
            hasColor: !noColor && surroundings["NO_COLOR"] == nil && surroundings["TERM"] != "dumb")
    }

    /// What is needed to carry out a verb.
    func open() throws(CommandFailure) -> ClientContext {
        let format = try format()
        let access = try access()
        do throws(ClientError) {
            let printer = printer
            var observer: (@Sendable (String) -> Void)?
            if verbose { observer = { printer.message(TerminalText.clean($0)) } }
            let client = try StrataClient(access, observer: observer)
            return ClientContext(client: client, namespace: access.namespace, format: format, printer: printer)
        } catch {
            throw CommandFailure("cannot talk to \(access.server)", error)
        }
    }

    private func access() throws(CommandFailure) -> Access {
        do throws(ClientError) {
            if let access = try findAccess() { return access }
        } catch {
            throw CommandFailure("cannot tell which server to talk to", error)
        }
        let places = Kubeconfig.places(Surroundings.current.environment).joined(separator: ", ")
        throw CommandFailure(
            "cannot tell which server to talk to", cause: "there is no kubeconfig (\(places))",
            hint: "`strata serve` writes one; --kubeconfig and --server name another", status: .unreachable)
    }

    /// Nil where nothing says where the server is.
    private func findAccess() throws(ClientError) -> Access? {
        let surroundings = Surroundings.current
        let named = server ?? surroundings["STRATA_SERVER"]
        let address: ServerAddress? =
            if let named { try ServerAddress(named, source: server == nil ? "STRATA_SERVER" : "--server") } else { nil }
        let found = try Kubeconfig.find(kubeconfig, environment: surroundings.environment)
        var access: Access
        if let found {
            access = try found.access(context: context)
            if let address { access.server = address }
        } else if let address {
            access = Access(server: address)
        } else {
            return nil
        }
        if let token = token ?? surroundings["STRATA_TOKEN"] {
            access.token = token
            access.certificate = nil
            access.privateKey = nil
        }
        if let path = certificateAuthority ?? surroundings["STRATA_CERTIFICATE_AUTHORITY"] {
            do throws(LocalFileError) {
                access.authority = try LocalFile.read(path, limit: Kubeconfig.sizeLimit)
            } catch {
                throw .configuration(source: path.printable(), reason: error.reason)
            }
        }
        if let namespace = namespace ?? surroundings["STRATA_NAMESPACE"] { access.namespace = namespace }
        return access
    }
}
