import Glibc

/// A connected Unix stream socket (unix(7)), never blocking; closed when the last reference goes.
final class StreamSocket: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Connects to a socket on which somebody listens.
    /// - Throws: ``TransportError/io(path:errno:)``, with `ECONNREFUSED` where nobody does; ``TransportError/invalidArgument(_:)``.
    init(connectingTo path: String) throws(TransportError) {
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room, !path.utf8.contains(0) else {
            throw .invalidArgument("a socket's path has at most \(room - 1) bytes: \(path)")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .io(path: path, errno: errno) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let code = result == 0 ? 0 : errno
        self.descriptor = descriptor
        self.path = path
        guard code == 0 else { throw .io(path: path, errno: code) }
    }

    /// Takes over a socket that is connected already.
    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        path = name
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit {
        close(descriptor)
    }

    /// Carries bytes between the session's owner and the other side until that closes or the task is cancelled.
    func pump(_ state: SessionState) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    guard let bytes = self.read() else {
                        await Readiness.wait(for: .reading, on: self.descriptor)
                        continue
                    }
                    guard !bytes.isEmpty, await state.output.send(OutputChunk(stream: .standardOutput, bytes: bytes)) else { break }
                }
                return true
            }
            group.addTask {
                while let bytes = await state.input.next(), await self.write(bytes) {}
                return false
            }
            while let hasEnded = await group.next(), !hasEnded {}
            group.cancelAll()
        }
        state.input.abandon()
        state.output.finish()
        state.outcome.fulfil(Task.isCancelled ? .failure(.cancelled) : .success(.exited(0)))
    }

    /// The bytes at hand; `nil` when there are none now, empty at the end.
    private func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? nil : []
        }
    }

    /// Sends all bytes; false once nobody reads them or when the task is cancelled.
    private func write(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty, !Task.isCancelled {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                await Readiness.wait(for: .writing, on: descriptor)
            } else if errno != EINTR {
                return false
            }
        }
        return rest.isEmpty
    }
}
