import NIOCore
import NIOPosix
public import TLSTrust

/// Where a daemon listens.
public struct LXDEndpoint: Sendable {
    private enum Place: Sendable {
        case socket(String)
        case network(host: String, port: Int, TLSDoor)
    }

    private let place: Place

    /// The daemon's Unix socket, at most 103 bytes. Who may connect to it is trusted.
    public static func socket(_ path: String) -> LXDEndpoint { LXDEndpoint(place: .socket(path)) }

    /// The daemon's `core.https_address`. Who has a certificate there is trusted.
    ///
    /// - Parameters:
    ///   - host: a name or an address, the latter without brackets.
    ///   - door: by what the daemon is known, and what this client shows of itself.
    public static func network(host: String, port: Int = 8443, _ door: TLSDoor) -> LXDEndpoint {
        LXDEndpoint(place: .network(host: host, port: port, door))
    }

    /// For messages: the socket's path, or host and port.
    public var name: String {
        switch place {
        case .socket(let path): path
        case .network(let host, let port, _): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// What requests name as their host.
    var authority: String {
        switch place {
        case .socket: "lxd"
        case .network: name
        }
    }

    /// A connection whose pipeline is what `add` puts there.
    func connect<Value: Sendable>(
        within limit: Duration, _ add: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>
    ) async throws(LXDError) -> Value {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.init(min(limit, .seconds(20))))
        do {
            switch place {
            case .socket(let path): return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: add)
            case .network(let host, let port, let door):
                let shake = AwaitedHandshake(door)
                let channel = try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .channelOption(.socketOption(.so_keepalive), value: 1)
                    .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try shake.begin(on: channel) } }
                    .connect(host: host, port: port).get()
                try await shake.end(on: channel, within: limit, name)
                return try await channel.eventLoop.flatSubmit { add(channel) }.get()
            }
        } catch let error as LXDError {
            throw error
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .unreachable(path: name, reason: "\(error)")
        }
    }
}
