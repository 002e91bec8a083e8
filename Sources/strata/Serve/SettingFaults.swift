import Configuration
import StrataAPI
import StrataClient
import Synchronization

/// Finds what is wrong with settings that would otherwise be passed over: values that are not of their setting's type, and names that no
/// setting has.
final class SettingFaults: AccessReporter {
    private let faulty = Mutex<[String]>([])

    func report(_ event: AccessEvent) {
        let providers = event.providerResults.filter { if case .failure = $0.result { true } else { false } }
        guard event.conversionError != nil || !providers.isEmpty else { return }
        faulty.withLock { $0.append(event.metadata.key.components.joined(separator: ".")) }
    }

    /// Refuses the settings where one of those read so far has a value of a wrong type.
    func check() throws {
        guard let name = faulty.withLock({ $0.first }) else { return }
        throw CommandFailure(
            "the value of the setting \(name.printable(limit: 80)) cannot be used",
            hint: "`strata serve --help` says what it must be; it is set in the environment or the configuration file", status: .usage)
    }

    /// Refuses a configuration file with names that no setting has: a misspelt one would silently change nothing.
    static func checkNames(in bytes: [UInt8], path: String, known: Set<String>) throws {
        let documents: [JSONValue]
        do {
            documents = try YAMLDocuments.parse(bytes)
        } catch {
            throw CommandFailure("cannot read the configuration file \(path)", cause: error.description, status: .usage)
        }
        for document in documents {
            guard let settings = document.object else {
                throw CommandFailure(
                    "cannot read the configuration file \(path)", cause: "it must hold settings as NAME: VALUE", status: .usage)
            }
            guard let name = settings.keys.sorted().first(where: { !known.contains($0) }) else { continue }
            let near = Suggestion.near(name, among: known.sorted())
            throw CommandFailure(
                "the configuration file \(path) has the unknown setting \"\(name.printable(limit: 80))\"",
                hint: near.map { "did you mean \($0)?" } ?? "settings: \(known.sorted().joined(separator: ", "))", status: .usage)
        }
    }
}
