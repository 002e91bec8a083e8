import Configuration
import Logging
import StrataDaemon
import StrataDriverKit
import StrataAPI
import StrataServer
import SystemPackage

/// What `strata serve` was told: by options, else by the environment, else by the configuration file, else the defaults.
struct ServeSettings {
    var daemon: DaemonSettings
    var logFormat: LogLines.Format
    var logLevel: Logger.Level

    init(_ options: Serve, _ surroundings: Surroundings) async throws {
        let faults = SettingFaults()
        let config = try await Self.reader(options, surroundings, faults)
        func text(_ option: String?, _ key: String) -> String? { option ?? config.string(forKey: ConfigKey(key)) }
        let data = text(options.data, "data") ?? "/var/lib/strata"
        // An empty name would mean the working directory, which nobody who wrote --data "$UNSET" wanted.
        guard !data.isEmpty else { throw CommandFailure("--data needs a directory", status: .usage) }
        let listen = try Self.address(text(options.listen, "listen") ?? "127.0.0.1:6443")
        var server = StrataServer.Configuration(
            host: listen.host, port: listen.port, dataDirectory: LocalPath.joined(data), version: Version.text)
        server.names = Set(options.name.isEmpty ? config.stringArray(forKey: "name") ?? [] : options.name)
        let certificate = text(options.certificate, "certificate")
        let key = text(options.key, "key")
        switch (certificate, key) {
        case (nil, nil): break
        case (let certificate?, let key?):
            server.certificate = .init(
                certificate: LocalPath.joined(certificate), key: LocalPath.joined(key),
                authority: text(options.authority, "authority").map { LocalPath.joined($0) })
        default: throw CommandFailure("--certificate and --key go together", status: .usage)
        }
        daemon = DaemonSettings(dataDirectory: server.dataDirectory, server: server)
        daemon.discovers = options.discover ?? config.bool(forKey: "discover") ?? true
        if let history = text(options.history, "history") { daemon.history = try Self.history(history) }
        if let count = options.historyChanges ?? config.int(forKey: "history-changes") {
            daemon.historyChanges = try Self.historyChanges(count)
        }
        let format = text(options.logFormat, "log-format") ?? "text"
        guard let logFormat = LogLines.Format(rawValue: format) else {
            throw CommandFailure("unknown log format \"\(format.printable(limit: 40))\"", hint: "text or json", status: .usage)
        }
        let level = text(options.logLevel, "log-level") ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw CommandFailure(
                "unknown log level \"\(level.printable(limit: 40))\"", hint: "trace, debug, info, notice, warning or error", status: .usage)
        }
        self.logFormat = logFormat
        self.logLevel = logLevel
        try faults.check()
    }

    /// How long history is kept.
    private static func history(_ text: String) throws -> Duration {
        guard let span = TimeSpan(argument: text), span.seconds >= 1 else {
            throw CommandFailure(
                "\"\(text.printable(limit: 40))\" is no time to keep history", hint: "a second or more, such as 90s, 5m or 12h",
                status: .usage)
        }
        return span.duration
    }

    /// How many changes are kept beyond that.
    private static func historyChanges(_ count: Int) throws -> UInt64 {
        guard count >= 0, count <= DaemonSettings.mostChanges else {
            throw CommandFailure("cannot keep \(count) changes", hint: "0 to \(DaemonSettings.mostChanges)", status: .usage)
        }
        return UInt64(count)
    }

    /// The names of all settings, as they stand in a configuration file.
    static let names: Set<String> = [
        "authority", "certificate", "data", "discover", "history", "history-changes", "key", "listen", "log-format", "log-level", "name",
    ]

    private static func reader(_ options: Serve, _ surroundings: Surroundings, _ faults: SettingFaults) async throws -> ConfigReader {
        // STRATA_LOG_LEVEL is the key log-level of the file.
        var variables: [String: String] = [:]
        for (name, value) in surroundings.environment where name.hasPrefix("STRATA_") && !value.isEmpty {
            variables[String(name.dropFirst("STRATA_".count))] = value
        }
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: variables)]
        if let path = options.config ?? surroundings["STRATA_CONFIG"] {
            let file = FilePath(LocalPath.joined(path))
            do {
                if path.hasSuffix(".json") {
                    providers.append(try await FileProvider<JSONSnapshot>(filePath: file))
                } else {
                    providers.append(try await FileProvider<YAMLSnapshot>(filePath: file))
                }
            } catch {
                throw CommandFailure("cannot read the configuration file \(path)", cause: "\(error)".printable(limit: 400), status: .usage)
            }
            let bytes = try await LocalMachine().read(LocalPath.joined(path), limit: 1 << 20)
            try SettingFaults.checkNames(in: bytes ?? [], path: path, known: names)
        }
        return ConfigReader(providers: providers, accessReporter: faults)
    }

    /// `ADDRESS:PORT`, with an IPv6 address in brackets.
    static func address(_ text: String) throws -> (host: String, port: Int) {
        let failure = CommandFailure(
            "\"\(text.printable(limit: 80))\" is no place to listen", hint: "expected ADDRESS:PORT, such as 127.0.0.1:6443 or [::]:6443",
            status: .usage)
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            throw failure
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") || host.isEmpty {
            throw failure
        }
        return (host, port)
    }
}
