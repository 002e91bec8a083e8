import Glibc

/// Sockets are passed on over the shared connection (ssh(1), `-O forward`): no TCP port opens on either side, and none of the sessions that
/// sshd_config(5) allows a connection is used up. The server must allow it, as it does unless `AllowStreamLocalForwarding` says otherwise.
extension SSHMachine: SocketForwarding {
    /// See ``SocketForwarding/forward(socket:)``. The socket here lies in the control directory, which belongs to this user alone.
    public func forward(socket path: String) async throws(TransportError) -> SocketLink {
        try await link(here: nil, there: path)
    }

    /// See ``SocketForwarding/forward(localSocket:to:)``. Whatever lies at the path there is replaced.
    public func forward(localSocket: String, to path: String) async throws(TransportError) -> SocketLink {
        try await remove(path)
        return try await link(here: localSocket, there: path)
    }

    /// - Parameter here: the socket to offer there; nil to make one that leads there.
    private func link(here: String?, there: String) async throws(TransportError) -> SocketLink {
        let options = connection.options
        let near = here ?? "\(options.controlDirectory)/" + String(UInt64.random(in: .min ... .max), radix: 36)
        for path in [near, there] {
            // A colon would end it, a percent sign or a dollar begin something else (ssh_config(5), "TOKENS").
            guard PlainPath.accepts(path, limit: 107) else {
                throw .invalidArgument("\(ShellQuoting.quoteForDisplay(path)) cannot be the path of a socket that SSH passes on")
            }
        }
        let arguments = here == nil ? ["-L", "\(near):\(there)"] : ["-R", "\(there):\(near)"]
        _ = try await connection.ready()
        let output = try await LocalMachine().run(options.forwarding("forward", arguments))
        guard output.succeeded else { throw options.error(output.errors) }
        let isOffered = here != nil
        return SocketLink(path: isOffered ? there : near) { [self] in
            // Both fail only where the connection is gone, and the link with it. Neither side of SSH removes the socket's name.
            _ = try? await LocalMachine().run(options.forwarding("cancel", arguments))
            if isOffered { try? await remove(there) } else { unlink(near) }
        }
    }
}
