import LXD
import StrataAPI
import StrataDriverKit

/// The way to a site's daemon: its socket on this machine, one that leads to it through SSH, or the network.
actor Door {
    private let machine: any Machine
    private let options: SiteOptions
    private let network: LXDEndpoint?
    private let patience: Duration
    /// By which this connection's own orders are known.
    nonisolated let mark = UID.random().text
    private var link: SocketLink?

    /// - Parameters:
    ///   - network: where the daemon listens on the network; nil where the machine is the way to it.
    ///   - patience: how long it may take to answer.
    init(machine: any Machine, options: SiteOptions, network: LXDEndpoint? = nil, patience: Duration) {
        self.machine = machine
        self.options = options
        self.network = network
        self.patience = patience
    }

    /// A client of the site's project.
    func client(_ attempt: String, _ object: String) async throws(DriverError) -> LXDClient {
        if let network { return client(network) }
        if let link { return client(.socket(link.path)) }
        do throws(TransportError) {
            let opened = try await machine.reach(socket: try await socket())
            if let link {
                // Another call was faster.
                await opened.close()
                return client(.socket(link.path))
            }
            link = opened
            return client(.socket(opened.path))
        } catch {
            throw DriverError(error, attempt, object, missing: "", words: { $0 })
        }
    }

    private func client(_ endpoint: LXDEndpoint) -> LXDClient {
        LXDClient(endpoint, project: options.project, mark: mark, timeout: patience)
    }

    /// Where the daemon's socket is on its machine.
    func socketPath(_ attempt: String, _ object: String) async throws(DriverError) -> String {
        do throws(TransportError) {
            return try await socket()
        } catch {
            throw DriverError(error, attempt, object, missing: "", words: { $0 })
        }
    }

    private func socket() async throws(TransportError) -> String {
        if !options.socket.isEmpty { return options.socket }
        for path in SiteOptions.sockets where try await machine.exists(path) { return path }
        return SiteOptions.sockets[0]
    }

    /// Asks the daemon, and puts what goes wrong into the kit's words.
    nonisolated func ask<Value: Sendable>(
        _ attempt: String, _ object: String, _ body: (LXDClient) async throws -> Value
    ) async throws(DriverError) -> Value {
        let client = try await client(attempt, object)
        do {
            return try await body(client)
        } catch let error as DriverError {
            throw error
        } catch let error as LXDError {
            // A way through SSH may be broken; the next call looks for a new one.
            if case .unreachable = error, !machine.isLocal { await close() }
            throw DriverError(error, attempt, object, overNetwork: network != nil)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .failed(.init(attempt, object, answer: "\(error)"))
        }
    }

    /// Lets go of the way.
    func close() async {
        guard let open = link else { return }
        link = nil
        await open.close()
    }
}
