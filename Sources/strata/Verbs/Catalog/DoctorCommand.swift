import ArgumentParser
import FoundationEssentials
import StrataAPI
import StrataDaemon
import StrataDoctor
import StrataDriverKit

/// `strata doctor`
struct DoctorCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at a machine and tell which of the thirty stacks run there, which could, and which cannot.",
        discussion: """
            Nothing is changed on the machine, and nothing is guessed: what could not be read is said to be unknown. Where \
            qemu-system-x86_64 and /dev/kvm are there, KVM is tried with a machine that ends by itself, which may take some seconds. No \
            server is needed.

            Examples:
              strata doctor
              strata doctor --host ssh://root@lab.example
              strata doctor --host ssh://root@lab.example:2222 --ssh-key ~/.ssh/id_ed25519 -o json
            """)

    @Option(help: "The machine: ssh://[USER@]HOST[:PORT]. [this one]")
    var host: String?

    @Option(help: "A file with the private SSH key to log in with. [the SSH agent's and the client's own]", completion: .file())
    var sshKey: String?

    @Option(help: "A file with the host's SSH keys. [~/.ssh/known_hosts]", completion: .file())
    var knownHosts: String?

    @Option(name: .shortAndLong, help: "text or json.")
    var output = Format.text

    func validate() throws {
        if host == nil, sshKey != nil || knownHosts != nil { throw ValidationError("--ssh-key and --known-hosts go with --host") }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let examination: Examination
        if let host {
            examination = try await examine(host)
        } else {
            examination = try await examine(LocalMachine(), host: "this machine")
        }
        switch output {
        case .json: surroundings.output.write(try examination.json())
        case .text:
            let hasColor = surroundings.output.isTerminal && surroundings["NO_COLOR"] == nil
            surroundings.output.write(DoctorReport(examination, columns: surroundings.output.columns ?? 100, hasColor: hasColor).text)
        }
    }

    private func examine(_ host: String) async throws -> Examination {
        guard let endpoint = SSHEndpoint(host) else {
            throw CommandFailure(
                "\(host.printable(limit: 100)) is no machine", hint: "write ssh://[USER@]HOST[:PORT]", status: .usage)
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString.prefix(8))")
        let path = String(directory.path)
        do {
            try await LocalMachine().makeDirectory(path, mode: 0o700)
        } catch {
            throw CommandFailure("cannot make \(path) for the SSH connection", cause: "\(error)")
        }
        defer { try? FileManager.default.removeItem(at: directory) }
        let home = Surroundings.current["HOME"] ?? ""
        let machine: SSHMachine
        do throws(TransportError) {
            machine = try SSHMachine(
                destination: endpoint.host, port: endpoint.port.map { UInt16($0) }, user: endpoint.user,
                identityFile: sshKey.map(LocalPath.absolute),
                knownHostsFile: knownHosts.map(LocalPath.absolute) ?? "\(home)/.ssh/known_hosts",
                controlDirectory: path)
        } catch {
            throw CommandFailure("cannot log in to \(host)", cause: "\(error)", status: .usage)
        }
        let result: Result<Examination, any Error>
        do {
            result = .success(try await examine(machine, host: host))
        } catch {
            result = .failure(error)
        }
        await machine.close()
        return try result.get()
    }

    private func examine(_ machine: some Machine, host: String) async throws -> Examination {
        do {
            return try await Examination.of(machine, drivers: Kinds.drivers)
        } catch let error as TransportError {
            switch error {
            case .hostKey, .unreachable:
                throw CommandFailure("cannot look at \(host)", cause: "\(error)", status: .unreachable)
            default: throw CommandFailure("cannot look at \(host)", cause: "\(error)")
            }
        }
    }
}
