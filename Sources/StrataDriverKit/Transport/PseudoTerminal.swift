import Glibc
import Synchronization

/// The master side of a pseudo-terminal (pty(7)); closed when the last reference goes.
final class PseudoTerminal: Sendable {
    /// Non-blocking.
    let master: Int32
    /// Where the other side is to be opened.
    let path: String
    /// The other side, held open until the child has it: once it was open and nobody has it, reading fails.
    private let slave: Mutex<Int32?>

    init(size: TerminalSize) throws(TransportError) {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var window = winsize(size)
        guard openpty(&master, &slave, nil, nil, &window) == 0 else { throw .io(path: "/dev/ptmx", errno: errno) }
        self.master = master
        self.slave = Mutex(slave)
        // openpty(3) knows no flags; children started meanwhile do not inherit these, for swift-subprocess closes all else.
        guard fcntl(master, F_SETFD, FD_CLOEXEC) == 0, fcntl(slave, F_SETFD, FD_CLOEXEC) == 0, fcntl(master, F_SETFL, O_NONBLOCK) == 0
        else { throw Self.failure(errno, closing: master, slave) }
        var name = [CChar](repeating: 0, count: 128)
        let code = ttyname_r(slave, &name, name.count)
        guard code == 0 else { throw Self.failure(code, closing: master, slave) }
        path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        close(master)
        if let slave = takeSlave() { close(slave) }
    }

    /// The other side, for its new owner to give to the child and close.
    func takeSlave() -> Int32? {
        slave.withLock { $0.take() }
    }

    private static func failure(_ code: Int32, closing descriptors: Int32...) -> TransportError {
        for descriptor in descriptors { close(descriptor) }
        return .io(path: "/dev/ptmx", errno: code)
    }

    /// Sets the window size; the kernel sends SIGWINCH to the foreground process group (ioctl_tty(2)).
    func resize(_ size: TerminalSize) {
        var window = winsize(size)
        _ = ioctl(master, UInt(TIOCSWINSZ), &window)
    }

    /// Whether the other side passes every byte on as it is (termios(3), ICANON and ISIG off).
    var isRaw: Bool {
        var modes = termios()
        return tcgetattr(master, &modes) == 0 && modes.c_lflag & tcflag_t(ICANON | ISIG) == 0
    }

    /// The bytes at hand; `nil` when there are none now, empty at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let count = Glibc.read(master, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EINTR { continue }
            // EIO says that nobody has the other side open any more.
            return errno == EAGAIN ? nil : []
        }
    }

    /// Writes all bytes; false once nobody can read them or when the task is cancelled.
    func write(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty, !Task.isCancelled {
            let count = rest.withUnsafeBytes { Glibc.write(master, $0.baseAddress!, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                await Readiness.wait(for: .writing, on: master)
            } else if errno != EINTR {
                return false
            }
        }
        return rest.isEmpty
    }
}

extension winsize {
    fileprivate init(_ size: TerminalSize) {
        self.init(ws_row: size.rows, ws_col: size.columns, ws_xpixel: 0, ws_ypixel: 0)
    }
}
