import ArgumentParser
import FoundationEssentials
import Logging
import StrataDaemon
import StrataServer
import Testing

@testable import strata

/// What `strata serve` is told, from where, and what is refused.
@Suite struct ServeSettingsTests {
    private static func settings(
        _ arguments: [String] = [], environment: [String: String] = [:], file: String? = nil, suffix: String = ".yaml"
    )
        async throws -> ServeSettings
    {
        var arguments = arguments
        var path: String?
        if let file {
            let written = try CommandRun.temporaryFile(file, suffix: suffix)
            path = written
            arguments += ["--config", written]
        }
        defer { if let path { try? FileManager.default.removeItem(atPath: path) } }
        return try await ServeSettings(
            try Serve.parse(arguments),
            Surroundings(environment: environment, output: Sink(columns: nil, take: { _ in }), messages: Sink(columns: nil, take: { _ in }))
        )
    }

    @Test func `without a word there are defaults`() async throws {
        let settings = try await Self.settings()
        #expect(settings.daemon.dataDirectory == "/var/lib/strata")
        #expect(settings.daemon.server.host == "127.0.0.1")
        #expect(settings.daemon.server.port == 6443)
        #expect(settings.daemon.discovers)
        #expect(settings.daemon.history == .seconds(300))
        #expect(settings.daemon.historyChanges == 10_000)
        #expect(settings.logFormat == .text)
        #expect(settings.logLevel == .info)
    }

    private static let file = """
        data: /srv/file
        listen: "[::1]:1"
        name: [a.example, b.example]
        discover: false
        history: 1h
        history-changes: 7
        log-format: json
        log-level: debug
        """

    @Test func `every setting can stand in the file, as YAML or JSON`() async throws {
        let json =
            #"{"data":"/srv/file","listen":"[::1]:1","name":["a.example","b.example"],"discover":false,"history":"1h","history-changes":7,"log-format":"json","log-level":"debug"}"#
        for settings in [try await Self.settings(file: Self.file), try await Self.settings(file: json, suffix: ".json")] {
            #expect(settings.daemon.dataDirectory == "/srv/file")
            #expect(settings.daemon.server.host == "::1")
            #expect(settings.daemon.server.port == 1)
            #expect(settings.daemon.server.names == ["a.example", "b.example"])
            #expect(!settings.daemon.discovers)
            #expect(settings.daemon.history == .seconds(3600))
            #expect(settings.daemon.historyChanges == 7)
            #expect(settings.logFormat == .json)
            #expect(settings.logLevel == .debug)
        }
    }

    @Test func `the environment goes before the file, and options before both`() async throws {
        let environment = [
            "STRATA_DATA": "/srv/environment", "STRATA_LISTEN": "127.0.0.1:2", "STRATA_NAME": "c.example,d.example",
            "STRATA_DISCOVER": "true",
            "STRATA_HISTORY": "2m", "STRATA_HISTORY_CHANGES": "8", "STRATA_LOG_FORMAT": "text", "STRATA_LOG_LEVEL": "error",
        ]
        let middle = try await Self.settings(environment: environment, file: Self.file)
        #expect(middle.daemon.dataDirectory == "/srv/environment")
        #expect(middle.daemon.server.port == 2)
        #expect(middle.daemon.server.names == ["c.example", "d.example"])
        #expect(middle.daemon.discovers)
        #expect(middle.daemon.history == .seconds(120))
        #expect(middle.daemon.historyChanges == 8)
        #expect(middle.logLevel == .error)
        let top = try await Self.settings(
            [
                "--data", "/srv/option", "--listen", "127.0.0.1:3", "--name", "e.example", "--no-discover", "--history", "3m",
                "--history-changes", "9", "--log-format", "json", "--log-level", "trace",
            ], environment: environment, file: Self.file)
        #expect(top.daemon.dataDirectory == "/srv/option")
        #expect(top.daemon.server.port == 3)
        #expect(top.daemon.server.names == ["e.example"])
        #expect(!top.daemon.discovers)
        #expect(top.daemon.history == .seconds(180))
        #expect(top.daemon.historyChanges == 9)
        #expect(top.logFormat == .json)
        #expect(top.logLevel == .trace)
    }

    @Test(
        arguments: [
            (["--listen", "6443"], [:]), (["--listen", "::1:6443"], [:]), (["--listen", "127.0.0.1:70000"], [:]),
            (["--history", "0s"], [:]), (["--data", ""], [:]), (["--history-changes=1000000"], [:]),
            (["--history", "soon"], [:]), (["--history-changes=-1"], [:]), (["--log-level", "loud"], [:]),
            (["--log-format", "xml"], [:]),
            (["--certificate", "a.crt"], [:]), (["--config", "/nonexistent/strata.yaml"], [:]), ([], ["STRATA_HISTORY_CHANGES": "many"]),
            ([], ["STRATA_DISCOVER": "perhaps"]), ([], ["STRATA_LOG_LEVEL": "loud"]),
        ] as [([String], [String: String])])
    func `a setting that makes no sense is wrong usage`(arguments: [String], environment: [String: String]) async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            _ = try await Self.settings(arguments, environment: environment)
        }
        #expect(failure?.status == .usage)
    }

    @Test(arguments: [
        ("lissten: 127.0.0.1:1", "lissten"), ("history-changes: many", "history-changes"), ("discover: perhaps", "discover"),
        ("- a\n- b", "configuration file"), ("data: [", "configuration file"),
    ])
    func `a file with an unknown name or a wrong value is refused and says which`(file: String, word: String) async throws {
        let failure = await #expect(throws: CommandFailure.self) { _ = try await Self.settings(file: file) }
        #expect(failure?.status == .usage)
        #expect(failure?.text.contains(word) == true, "\(failure?.text ?? "")")
    }
}
