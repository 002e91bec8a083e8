import NIOCore
import NIOPosix

/// Where a daemon listens.
public struct LXDEndpoint: Sendable {
    private let path: String
    /// For messages: the socket's path.
    public var name: String { path }

    /// The daemon's Unix socket, at most 103 bytes. Who may connect to it is trusted.
    public static func socket(_ path: String) -> LXDEndpoint { LXDEndpoint(path: path) }

    /// A connection whose pipeline is what `add` puts there.
    func connect<Value: Sendable>(
        within limit: Duration, _ add: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>
    ) async throws(LXDError) -> Value {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.init(min(limit, .seconds(20))))
                .connect(unixDomainSocketPath: path, channelInitializer: add)
        } catch let error as LXDError {
            throw error
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .unreachable(path: path, reason: "\(error)")
        }
    }
}
