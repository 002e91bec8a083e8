/// A machine elsewhere whose Unix sockets can be reached from here, and the other way round.
public protocol SocketForwarding: Machine {
    /// See ``Machine/reach(socket:)``.
    func forward(socket path: String) async throws(TransportError) -> SocketLink

    /// See ``Machine/offer(socket:at:)``.
    func forward(localSocket: String, to path: String) async throws(TransportError) -> SocketLink
}

extension Machine {
    /// Makes a Unix socket of the machine reachable from here. Somebody should listen there by the time that the link is used.
    ///
    /// Whoever asks closes the link, at the latest when it is of no use any more; a connection that was made through it goes on without.
    /// - Throws: ``TransportError/invalidArgument(_:)`` for a path that is not plain (``PlainPath``) or longer than a socket's may be.
    public func reach(socket path: String) async throws(TransportError) -> SocketLink {
        if isLocal { return SocketLink(path: path) }
        return try await forwarding.forward(socket: path)
    }

    /// Makes a Unix socket of this machine reachable there: at the path, or, where the machine is this one, where it is.
    public func offer(socket localPath: String, at path: String) async throws(TransportError) -> SocketLink {
        if isLocal { return SocketLink(path: localPath) }
        return try await forwarding.forward(localSocket: localPath, to: path)
    }

    private var forwarding: any SocketForwarding {
        get throws(TransportError) {
            guard let able = self as? any SocketForwarding else {
                throw .invalidArgument("the sockets of \(name) cannot be reached from here")
            }
            return able
        }
    }

    /// Connects to a Unix socket of the machine on which a program talks as on a terminal line.
    ///
    /// - Parameter ended: called once the connection is over, however that came about, and before ``CommandSession/terminate()`` returns.
    /// - Returns: a session whose output is what comes from the socket, and which ends, as if it had exited with 0, when the other side closes it.
    ///   Closing its input only stops what is sent; it has no size. Over SSH, a socket that nobody listens on ends it at once.
    /// - Throws: ``TransportError/io(path:errno:)``, with `ECONNREFUSED` or `ENOENT` where nobody listens.
    public func connect(
        toSocket path: String, ended: @escaping @Sendable () -> Void = {}
    ) async throws(TransportError) -> CommandSession {
        let link = try await reach(socket: path)
        let socket: Result<StreamSocket, TransportError>
        do throws(TransportError) {
            socket = .success(try StreamSocket(connectingTo: link.path))
        } catch {
            socket = .failure(error)
        }
        await link.close()
        return CommandSession(socket: try socket.get(), ended: ended)
    }
}

extension CommandSession {
    /// A session over a connected stream socket, which it takes over and closes. It ends, as if it had exited with 0, when the other side closes it.
    /// - Parameter name: what is behind it, for messages.
    public static func over(socket descriptor: Int32, name: String) -> CommandSession {
        CommandSession(socket: StreamSocket(descriptor, name: name), ended: {})
    }

    fileprivate convenience init(socket: StreamSocket, ended: @escaping @Sendable () -> Void) {
        let state = SessionState(terminal: nil)
        state.started.fulfil(.success(()))
        let task = Task {
            await socket.pump(state)
            ended()
        }
        self.init(state: state, task: task)
    }
}
