import Glibc
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import StrataAPI
import StrataResources
import StrataStore

extension StrataServer {
    /// Serves until the task is cancelled or its service group shuts down.
    ///
    /// Then no connection is accepted any more, watches and other streams end, requests under way are finished within
    /// ``Limits/drainTimeout``, and the method returns.
    ///
    /// - Parameter onReady: called once everything can be answered.
    /// - Throws: ``ServerError``, such as ``ServerError/addressInUse(host:port:)``.
    public func run(onReady: @escaping @Sendable (ServerAddress) async -> Void = { _ in }) async throws(ServerError) {
        let tls = try TLSMaterial(configuration, logger: logger)
        let metrics = ServerMetrics()
        let token = try TokenFile(path: configuration.dataDirectory + "/token")
        let audit = try AuditLog(path: configuration.dataDirectory + "/audit.log", metrics: metrics, logger: logger)
        let sessions = try ConsoleSessions(path: configuration.dataDirectory + "/console-sessions", seal: token.fingerprint)
        let stop = Latch()
        let responder = APIResponder(
            objects: objects, configuration: configuration, actions: actions,
            authenticator: Authenticator(token: token, sessions: sessions),
            authorizer: authorizer, pages: pages, folders: folders,
            audit: audit, metrics: metrics, stop: stop)
        let listening = Latch()
        let server = try listener(responder, tls, metrics) { host, port in
            responder.address = ServerAddress(host: host, port: port, kubeconfig: configuration.dataDirectory + "/kubeconfig")
            listening.open()
        }
        // No child task: a cancelled caller wants requests under way to be finished, not torn off.
        let serving = Task<ServerError?, Never> { [logger] in
            defer { stop.open() }
            do {
                try await server.run()
                return nil
            } catch {
                logger.debug("the listener ended", metadata: ["reason": "\(error)"])
                return ServerError(listening: error, on: configuration)
            }
        }
        let failure = await withTaskCancellationOrGracefulShutdownHandler {
            let starting = Task<ServerError?, Never> {
                await listening.wait()
                guard !stop.isOpen, let address = responder.address else { return nil }
                do throws(ServerError) {
                    try await begin(responder, tls, address, onReady)
                    return nil
                } catch {
                    stop.open()
                    return error
                }
            }
            await stop.wait()
            listening.open()
            starting.cancel()
            await drain(server, serving)
            let ended = await serving.value
            return await starting.value ?? ended
        } onCancelOrGracefulShutdown: {
            stop.open()
        }
        if let failure { throw failure }
    }

    private func begin(
        _ responder: APIResponder, _ tls: TLSMaterial, _ address: ServerAddress, _ onReady: @Sendable (ServerAddress) async -> Void
    ) async throws(ServerError) {
        let kubeconfig = try tls.kubeconfig(host: configuration.host, port: address.port)
        try PrivateFile(path: address.kubeconfig).write(Array(kubeconfig.text.utf8))
        do throws(StoreError) {
            try await objects.ready()
        } catch {
            if Task.isCancelled { return }
            throw .failed(detail: "the objects could not be loaded: \(error)")
        }
        responder.ready.open()
        await onReady(address)
    }

    private func listener(
        _ responder: APIResponder, _ tls: TLSMaterial, _ metrics: ServerMetrics, _ onBound: @escaping @Sendable (String, Int) -> Void
    ) throws(ServerError) -> Server<TLSChannel<APIChannel>> {
        let channel = APIChannel(responder: responder, limits: configuration.limits, metrics: metrics)
        do {
            return Server(
                childChannelSetup: try TLSChannel(channel, tlsConfiguration: tls.configuration),
                configuration: ServerConfiguration(
                    address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
                    availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger)),
                onServerRunning: { channel in
                    onBound(channel.localAddress?.ipAddress ?? configuration.host, channel.localAddress?.port ?? configuration.port)
                },
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        } catch {
            throw .certificate(
                path: configuration.certificate?.certificate ?? configuration.dataDirectory + "/pki/server.crt", detail: "\(error)")
        }
    }

    /// Ends the server in an orderly way, and what is left after the time for that at once.
    private func drain(_ server: Server<TLSChannel<APIChannel>>, _ serving: Task<ServerError?, Never>) async {
        let patience = Task { [limits = configuration.limits] in
            try? await Task.sleep(for: limits.drainTimeout)
            if !Task.isCancelled { serving.cancel() }
        }
        do {
            try await server.shutdownGracefully()
        } catch {
            serving.cancel()
        }
        _ = await serving.value
        patience.cancel()
    }
}

extension ServerError {
    init(listening error: any Error, on configuration: StrataServer.Configuration) {
        let (host, port) = (configuration.host, configuration.port)
        if let error = error as? IOError {
            self =
                error.errnoCode == EADDRINUSE
                ? .addressInUse(host: host, port: port) : .cannotListen(host: host, port: port, detail: "\(error)")
        } else {
            self = .cannotListen(host: host, port: port, detail: "\(error)")
        }
    }
}
