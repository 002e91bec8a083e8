import Glibc
import NIOCore
import NIOPosix

/// A socket of this machine, each connection to which becomes a session of its own: a port of the loopback, or a Unix socket that only this user can open.
public final class LocalListener: Sendable {
    /// Where to listen.
    public enum Place: Sendable, Hashable {
        /// A port of 127.0.0.1; 0 for one that is free.
        case port(Int)
        /// A path at which nothing lies yet.
        case socket(String)
    }

    /// Where it listens.
    public let place: Place
    private let channel: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>

    /// - Throws: ``ClientError/configuration(source:reason:)`` where it cannot listen there.
    public static func open(_ place: Place) async throws(ClientError) -> LocalListener {
        let bootstrap = ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        let accept: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        do {
            switch place {
            case .port(let port):
                let channel = try await bootstrap.bind(host: "127.0.0.1", port: port, childChannelInitializer: accept)
                return LocalListener(.port(channel.channel.localAddress?.port ?? port), channel)
            case .socket(let path):
                // Before it is there, so that it never is anybody else's.
                let mask = umask(0o077)
                defer { umask(mask) }
                return LocalListener(place, try await bootstrap.bind(unixDomainSocketPath: path, childChannelInitializer: accept))
            }
        } catch {
            throw .configuration(source: "", reason: "cannot listen on \(place): \(error)")
        }
    }

    private init(_ place: Place, _ channel: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>) {
        self.place = place
        self.channel = channel
    }

    /// Serves connections until the task is cancelled; then all of them end.
    ///
    /// - Parameters:
    ///   - session: makes the session for a connection.
    ///   - failed: is told why one could not be made, or ended early; the others go on.
    public func run(
        session: @escaping @Sendable () async throws(ClientError) -> Session, failed: @escaping @Sendable (ClientError) -> Void
    ) async {
        // What ends accepting is the end of the listening socket, which is what was asked for.
        try? await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask {
                        do throws(ClientError) {
                            try await Self.join(connection, try await session())
                        } catch {
                            // Closes the connection, if no session came of it.
                            try? await connection.executeThenClose { _, _ in }
                            if error != .cancelled { failed(error) }
                        }
                    }
                }
            }
        }
        if case .socket(let path) = place { unlink(path) }
    }

    /// Carries bytes both ways until either side ends.
    private static func join(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ session: Session) async throws(ClientError) {
        defer { session.close() }
        do {
            try await connection.executeThenClose { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for try await buffer in inbound { try await session.write(Array(buffer.readableBytesView)) } }
                    group.addTask {
                        while case .output(let bytes)? = try await session.next() { try await outbound.write(ByteBuffer(bytes: bytes)) }
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch let error as ClientError {
            throw error
        } catch {
            // The viewer hung up.
            return
        }
    }
}

extension LocalListener.Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .port(let port): "127.0.0.1:\(port)"
        case .socket(let path): path
        }
    }
}
