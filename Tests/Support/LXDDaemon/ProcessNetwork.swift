import Foundation
import Glibc
import NIOCore

/// The network namespace of a process, in which sockets can be made (setns(2)).
struct ProcessNetwork: Sendable {
    private let process: Int

    init(_ process: Int) { self.process = process }

    /// clone(2), CLONE_NEWNET.
    private static let newNetwork: CInt = 0x4000_0000

    func connectedSocket(_ host: String, _ port: Int) async throws -> CInt {
        try await socket {
            Glibc.connect($0, $1, $2)
        } at: {
            try SocketAddress(ipAddress: host, port: port)
        }
    }

    /// A socket on a free port of 127.0.0.1.
    func boundSocket() async throws -> CInt {
        try await socket {
            Glibc.bind($0, $1, $2)
        } at: {
            try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        }
    }

    private func socket(
        _ use: @escaping @Sendable (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt,
        at address: @escaping @Sendable () throws -> SocketAddress
    ) async throws -> CInt {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: it does not come back from the other network.
            Thread.detachNewThread { continuation.resume(with: Result { try make(use, address()) }) }
        }
    }

    private func make(_ use: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt, _ address: SocketAddress) throws -> CInt {
        func check(_ result: CInt) throws -> CInt {
            guard result >= 0 else { throw IOError(errnoCode: errno, reason: "the daemon's network") }
            return result
        }
        let network = try check(open("/proc/\(process)/ns/net", O_RDONLY | O_CLOEXEC))
        defer { close(network) }
        // The Swift module of the C library leaves it out.
        let enter = unsafeBitCast(dlsym(nil, "setns"), to: (@convention(c) (CInt, CInt) -> CInt).self)
        _ = try check(enter(network, Self.newNetwork))
        let socket = try check(Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0))
        do {
            _ = try check(address.withSockAddr { use(socket, $0, socklen_t($1)) })
        } catch {
            close(socket)
            throw error
        }
        return socket
    }
}
