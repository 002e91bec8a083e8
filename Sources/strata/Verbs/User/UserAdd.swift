import ArgumentParser
import StrataAPI
import StrataClient
import StrataServer

/// `strata user add`
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Issue a certificate to somebody, and print the kubeconfig that holds it.",
        discussion: """
            A viewer may look at everything but secrets. An operator may also do everything to instances and to what belongs to them, but not \
            to sites, namespaces, secrets and quotas. With --namespace a role holds in those namespaces alone. The file works for strata, \
            kubectl and Helm; `strata console` with it signs its user in to the web console.

            Works on the server's own machine, on its data directory, whether the server runs or not. The certificate cannot be taken back: it \
            is good until it ends.

            Examples:
              strata user add eve --role viewer > eve.kubeconfig
              strata user add ops --role operator --namespace team-a --namespace team-b --days 30
              strata user add carol --role admin --server https://strata.example.org:6443
            """)

    @Argument(help: "The user's name, as objects are named: small letters, digits, - and dots.")
    var name: String

    @Option(help: "viewer, operator or admin.", completion: .list(Roles.Role.allCases.map(\.rawValue)), transform: UserAdd.role)
    var role: Roles.Role

    @Option(name: .long, parsing: .singleValue, help: "A namespace in which the role holds; repeat it for several. [all]")
    var namespace: [String] = []

    @Option(help: "How many days the certificate is good, from 1 to 790.")
    var days = 90

    @Option(help: "The data directory of the server. [STRATA_DATA; /var/lib/strata]", completion: .directory)
    var data: String?

    @Option(help: "The server's address in the file. [the one in the data directory's own kubeconfig]")
    var server: String?

    private static func role(_ text: String) throws -> Roles.Role {
        if let role = Roles.Role(rawValue: text) { return role }
        throw ValidationError(
            "there is no role \(text.printable(limit: 80)); there are \(Roles.Role.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    func validate() throws {
        if let wrong = StringRule.subdomain.check?(name) { throw ValidationError("the name \(name.printable(limit: 80)): \(wrong)") }
        for one in namespace {
            if let wrong = StringRule.label.check?(one) { throw ValidationError("the namespace \(one.printable(limit: 80)): \(wrong)") }
        }
        if role == .administrator, !namespace.isEmpty { throw ValidationError("an admin is so in all namespaces; leave --namespace out") }
        if let server {
            do throws(ClientError) {
                _ = try ServerAddress(server)
            } catch {
                throw ValidationError("--server: \(error)")
            }
        }
        if !UserCertificate.days.contains(days) { throw ValidationError("--days is a number from 1 to \(UserCertificate.days.upperBound)") }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let directory = LocalPath.joined(data ?? surroundings["STRATA_DATA"] ?? "/var/lib/strata")
        let what = "cannot add the user \(name)"
        let known: Access
        do throws(ClientError) {
            guard let file = try Kubeconfig.find("\(directory)/kubeconfig", environment: [:]) else {
                throw .configuration(source: "\(directory)/kubeconfig", reason: "there is no such file")
            }
            known = try file.access()
        } catch {
            var failure = CommandFailure(what, error)
            failure.hint = "--data names the data directory of a server that has been started before"
            throw failure
        }
        let groups = namespace.isEmpty ? [role.group()] : namespace.map { role.group(namespace: $0) }
        let issued: UserCertificate
        do throws(ServerError) {
            issued = try UserCertificate(for: User(name: name, groups: Set(groups)), dataDirectory: directory, days: days)
        } catch {
            throw CommandFailure(what, cause: "\(error)")
        }
        let file = issued.kubeconfig(
            server: server ?? known.server.description, authority: known.authority.map { String(decoding: $0, as: UTF8.self) },
            namespace: namespace.first ?? "default")
        surroundings.output.write(file)
        surroundings.messages.write("\(name): \(role.rawValue) until \(issued.end.text)\n")
    }
}
