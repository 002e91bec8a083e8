import Glibc
import Synchronization

/// A Unix socket before another one, which passes bytes on and, when it is told to, does what networks and daemons do on bad days.
public final class FaultySocket: Sendable {
    /// What becomes of the answers that come back.
    public enum Mood: Sendable, Hashable {
        case honest
        /// Nothing comes back any more, and nothing is closed.
        case silent
        /// The connection is closed after so many further bytes.
        case cut(after: Int)
        /// Each piece comes so much later.
        case slow(Duration)
        /// The byte after so many further ones is another.
        case wrong(after: Int)
    }

    /// Where to connect.
    public let path: String
    private let target: String
    private let listener: Int32
    private let mood = Mutex(Mood.honest)
    private let sockets = Mutex<Set<Int32>>([])

    /// - Parameters:
    ///   - path: where it is made; one byte less than sockets' paths may have.
    ///   - target: the socket behind it.
    public init(at path: String, before target: String) throws {
        (self.path, self.target) = (path, target)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        guard listener >= 0, Self.withAddress(path, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 64) == 0 else {
            throw PrivateLibvirt.Failure(description: "\(path) cannot be listened at")
        }
        Self.onThread { [weak self] in
            while true {
                let near = accept(listener, nil, nil)
                guard near >= 0 else { return }
                let far = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                guard let self, Self.withAddress(target, { connect(far, $0, $1) }) == 0 else {
                    close(near)
                    close(far)
                    continue
                }
                self.sockets.withLock { $0.formUnion([near, far]) }
                Self.onThread { [weak self] in self?.carry(near, far, isAnswer: false) }
                Self.onThread { [weak self] in self?.carry(far, near, isAnswer: true) }
            }
        }
    }

    /// Changes what becomes of answers from now on.
    public func become(_ new: Mood) { mood.withLock { $0 = new } }

    /// Ends it with all connections through it. The file is the caller's to remove.
    public func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        sockets.withLock { sockets in
            for one in sockets { shutdown(one, Int32(SHUT_RDWR)) }
        }
    }

    private func carry(_ from: Int32, _ to: Int32, isAnswer: Bool) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { break }
            var length = count
            var isLast = false
            if isAnswer {
                let now = mood.withLock { mood -> Mood in
                    let now = mood
                    switch mood {
                    case .cut(let after): mood = .cut(after: max(0, after - count))
                    case .wrong(let after): mood = after < count ? .honest : .wrong(after: after - count)
                    case .honest, .silent, .slow: break
                    }
                    return now
                }
                switch now {
                case .honest: break
                case .silent: continue
                case .cut(let after) where after < count: (length, isLast) = (after, true)
                case .cut: break
                case .slow(let pause): usleep(UInt32(pause / .microseconds(1)))
                case .wrong(let after): if after < count { buffer[after] ^= 0xFF }
                }
            }
            var sent = 0
            while sent < length {
                let written = buffer.withUnsafeBytes {
                    send(to, $0.baseAddress?.advanced(by: sent), length - sent, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { break }
                sent += written
            }
            if isLast || sent < length { break }
        }
        shutdown(from, Int32(SHUT_RDWR))
        shutdown(to, Int32(SHUT_RDWR))
        // Both directions share both sockets: the one of answers closes them.
        guard isAnswer else { return }
        let isOurs = sockets.withLock { sockets in sockets.remove(from) != nil && sockets.remove(to) != nil }
        if isOurs {
            close(from)
            close(to)
        }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }

    private static func onThread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Job(body))
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context.toOpaque())
        if code == 0 { pthread_detach(thread) } else { context.release() }
    }

    private final class Job: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
