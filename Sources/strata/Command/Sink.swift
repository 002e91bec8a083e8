import Glibc

/// Where text goes.
struct Sink: Sendable {
    /// The width of the terminal that it goes to, in characters; nil where it goes elsewhere.
    var columns: Int?
    var take: @Sendable ([UInt8]) -> Void

    var isTerminal: Bool { columns != nil }

    func write(_ text: String) { take(Array(text.utf8)) }
    func write(_ bytes: [UInt8]) { take(bytes) }

    static func descriptor(_ descriptor: Int32) -> Sink {
        Sink(columns: WindowSize(of: descriptor)?.columns ?? (isatty(descriptor) == 1 ? 80 : nil)) { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EPIPE {
                    // Whoever read has seen enough, as in `strata ls | head`. The signal that ends other programs then is ignored by the
                    // network library, and blocked on the threads that run tasks.
                    exit(128 + SIGPIPE)
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, 1000)
                } else if errno != EINTR {
                    // A full disk or a vanished terminal must not look like success.
                    if descriptor == STDOUT_FILENO {
                        let words = "strata: cannot write output: \(String(cString: strerror(errno)))\n"
                        _ = words.withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
                        exit(ExitStatus.failed.rawValue)
                    }
                    return
                }
            }
        }
    }
}
