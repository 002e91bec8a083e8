import ArgumentParser
import SimulatorKit
import StrataAPI
import StrataClient

/// What every simulator can be told.
struct SimulatorOptions: ParsableArguments {
    @Option(help: "How many hosts there are.")
    var hosts = 3

    @Option(help: "How many virtual machines there are at first.")
    var vms = 0

    @Option(help: "How many containers there are at first, where the stack has such.")
    var containers = 0

    @Option(help: "A YAML file that says what there is at first, instead of --hosts, --vms and --containers.", completion: .file())
    var inventory: String?

    @Option(help: "A file that keeps the state; what is in it counts, and not the inventory. [in memory]", completion: .file())
    var state: String?

    @Option(help: "How many times faster than real its tasks and timeouts are.")
    var speed = 1.0

    @Option(help: ArgumentHelp("Hold each answer back so many milliseconds.", valueName: "ms"))
    var delay = 0

    @Option(help: ArgumentHelp("So many milliseconds longer or less, by chance.", valueName: "ms"))
    var jitter = 0

    @Option(help: "How many of a hundred answers are lost, after what was asked for was done.")
    var lose = 0.0

    @Option(help: "How many of a hundred answers end in the middle.")
    var cut = 0.0

    @Option(help: ArgumentHelp("How many seconds its clock is ahead of this machine's; behind it where negative.", valueName: "s"))
    var clockAhead = 0.0

    @Option(help: ArgumentHelp("Have something go wrong by name, once or so many times. May be repeated.", valueName: "name[=count]"))
    var fault: [String] = []

    @Option(name: .shortAndLong, help: "json, for programs: one line with where it is and who may log in.")
    var output: Format = .text

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    func validate() throws {
        guard (1...64).contains(hosts), (0...100_000).contains(vms), (0...100_000).contains(containers) else {
            throw ValidationError("--hosts is at most 64, --vms and --containers at most 100000")
        }
        guard speed > 0, speed <= 1e6 else { throw ValidationError("--speed must be more than 0 and at most 1000000") }
        guard (0...600_000).contains(delay), (0...600_000).contains(jitter) else {
            throw ValidationError("--delay and --jitter are milliseconds, at most 600000")
        }
        guard abs(clockAhead) <= 1e9 else { throw ValidationError("--clock-ahead is seconds, at most 1000000000") }
        guard (0...100).contains(lose), (0...100).contains(cut) else { throw ValidationError("--lose and --cut are percents") }
    }

    /// What goes wrong.
    ///
    /// - Parameter known: the faults that the simulator has, and what they mean.
    func disturbances(_ known: [(name: String, meaning: String)]) throws -> Disturbances {
        var settings = Disturbances.Settings()
        settings.delay = .milliseconds(delay)
        settings.jitter = .milliseconds(jitter)
        settings.lossPercent = lose
        settings.cutPercent = cut
        settings.clockAhead = clockAhead
        let disturbances = Disturbances(settings)
        for text in fault {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, known.contains(where: { $0.name == name }), let times = parts.count == 2 ? Int(parts[1]) : 1,
                times > 0
            else {
                let list = known.map { "\($0.name) (\($0.meaning))" }.joined(separator: ", ")
                throw ValidationError("there is no fault \(text.debugDescription); there are \(list)")
            }
            disturbances.arm(name, times: times)
        }
        return disturbances
    }

    /// What there is at first: what the inventory's file says, where one is named.
    func inventory<Value>(_ schema: Schema<Value>, otherwise: @autoclosure () -> Value) throws -> Value {
        guard let path = inventory else { return otherwise() }
        do {
            return try schema.value(from: YAMLDocuments.parse(try LocalFile.read(path, limit: 64 << 20)).first ?? .object([:]))
        } catch let error as LocalFileError {
            throw CommandFailure("cannot read \(path)", cause: error.reason)
        } catch {
            throw CommandFailure("cannot use \(path)", cause: "\(error)", status: .usage)
        }
    }

    /// Starts a simulator with what is to go wrong.
    ///
    /// - Parameters:
    ///   - listen: where it is to listen, for the message where it cannot.
    ///   - known: the faults that the simulator has, and what they mean.
    func start<Simulator>(
        at listen: String, _ known: [(name: String, meaning: String)], _ make: (Disturbances) async throws -> Simulator
    ) async throws -> Simulator {
        let disturbances = try disturbances(known)
        do { return try await make(disturbances) } catch {
            throw CommandFailure(
                "the simulator could not start at \(listen)", cause: "\(error)", hint: "--listen ADDRESS:PORT takes another place")
        }
    }

    /// Says where a simulator is.
    ///
    /// - Parameters:
    ///   - values: what programs are told beside the address and the fingerprint.
    ///   - title: what it is.
    ///   - lines: what people are told beside.
    func announce(
        _ server: SimulatorServer, at host: String, _ values: KeyValuePairs<String, String>, title: (_ url: String) -> String,
        lines: (_ url: String) -> [String]
    ) {
        let url = "https://\(host.contains(":") ? "[\(host)]" : host):\(server.port)"
        let output = Surroundings.current.output
        switch self.output {
        case .json:
            var line: JSONValue = ["url": .string(url), "fingerprint": .string(server.fingerprint)]
            for (key, value) in values { line[key] = .string(value) }
            output.write(line.text + "\n")
        case .text:
            let text = [title(url), "  fingerprint  \(server.fingerprint)"] + lines(url)
            output.write(text.joined(separator: "\n") + "\n")
        }
    }

    /// Says how many requests there were, by kind: the ten most frequent ones for people, all for programs.
    func account(_ counts: [String: Int]) {
        let total = counts.values.reduce(0, +)
        let output = Surroundings.current.output
        switch self.output {
        case .json:
            let kinds = JSONValue.object(counts.mapValues { .int(Int64($0)) })
            output.write((["requests": .int(Int64(total)), "kinds": kinds] as JSONValue).text + "\n")
        case .text:
            let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10).map { "\($0.value) \($0.key)" }
            output.write("\(total) requests\(most.isEmpty ? "" : ": ")\(most.joined(separator: ", "))\n")
        }
    }

    /// `ADDRESS:PORT` taken apart.
    static func address(_ text: String) throws -> (String, Int) {
        // Port 0 is no port of an endpoint.
        let isAny = text.hasSuffix(":0")
        guard let endpoint = HTTPSEndpoint("https://\(isAny ? String(text.dropLast(2)) : text)"), isAny || endpoint.port != nil else {
            throw ValidationError("--listen \(text.debugDescription) is no ADDRESS:PORT")
        }
        return (endpoint.host, endpoint.port ?? 0)
    }
}
