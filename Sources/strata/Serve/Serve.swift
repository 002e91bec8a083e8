import ArgumentParser
import Glibc
import Logging
import StrataDaemon
import StrataServer

/// `strata serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server: API, controllers, and this machine's stacks.",
        discussion: """
            Keeps everything in one data directory: the store, its own certificate authority, an administrator's kubeconfig and token, images, \
            and the audit log. Prints one line when it is ready, and stops cleanly on SIGTERM or SIGINT.

            Every option can also be set by its environment variable, or under its name in the file given by --config (YAML, or JSON when the \
            name ends in .json). An option on the command line wins over the environment, and that over the file.

            Examples:
              strata serve
              strata serve --data /srv/strata --listen 0.0.0.0:6443 --name strata.example.org
              STRATA_LISTEN=127.0.0.1:7443 strata serve --log-level debug
              strata serve --config /etc/strata.yaml

            A configuration file:
              data: /srv/strata
              listen: 0.0.0.0:6443
              name: [strata.example.org]
              log-format: json
            """)

    @Option(help: "The data directory. [STRATA_DATA; /var/lib/strata]", completion: .directory)
    var data: String?

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one. [STRATA_LISTEN; 127.0.0.1:6443]", valueName: "address:port"))
    var listen: String?

    @Option(help: "A further name or address for the server's certificate. May be repeated. [STRATA_NAME, separated by commas]")
    var name: [String] = []

    @Option(
        help: "A certificate of your own in PEM, with its chain, instead of one by the server's own authority. [STRATA_CERTIFICATE]",
        completion: .file())
    var certificate: String?

    @Option(help: "The key of --certificate, in PEM. [STRATA_KEY]", completion: .file())
    var key: String?

    @Option(help: "The authority of --certificate in PEM, for the kubeconfig. [STRATA_AUTHORITY]", completion: .file())
    var authority: String?

    @Option(help: "trace, debug, info, notice, warning or error. [STRATA_LOG_LEVEL; info]")
    var logLevel: String?

    @Option(help: "text or json. [STRATA_LOG_FORMAT; text]")
    var logFormat: String?

    @Flag(inversion: .prefixedNo, help: "Make a site of each stack found on this machine. [STRATA_DISCOVER; yes]")
    var discover: Bool?

    @Option(
        help: ArgumentHelp(
            "How long what was can be listed and watched from; clients that come later list again. [STRATA_HISTORY; 5m]",
            valueName: "duration"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "How many of the latest changes are kept beyond that time. [STRATA_HISTORY_CHANGES; 10000]", valueName: "count"))
    var historyChanges: Int?

    @Option(help: "A file with these settings. [STRATA_CONFIG]", completion: .file())
    var config: String?

    func run() async throws {
        let settings = try await ServeSettings(self, Surroundings.current)
        LoggingSystem.bootstrap { _ in LogLines(format: settings.logFormat, level: settings.logLevel) }
        let logger = Logger(label: "strata")
        let output = Surroundings.current.output
        let daemon = Daemon(settings.daemon, logger: logger)
        do {
            try await SignalPipe.untilSignalled {
                try await daemon.run { address in
                    output.write("strata is ready at \(address); kubeconfig: \(address.kubeconfig)\n")
                }
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("the server could not run", cause: "\(error)")
        }
    }
}
