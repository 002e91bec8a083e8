import Glibc
import Synchronization

/// The write end of the pipe that the signal handler writes to. Made before the handler is set, so that the handler only loads it.
private let writeEnd = Atomic<Int32>(-1)

/// Signals as values: the handler, which may do next to nothing (signal-safety(7)), writes the signal's number to a pipe.
///
/// There is one at a time in a process.
final class SignalPipe: Sendable {
    private let readEnd: Int32
    private let numbers: [Int32]

    /// Takes over the signals. Nil where no pipe can be had.
    init?(_ numbers: [Int32]) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        self.numbers = numbers
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in numbers {
            signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = Glibc.write(writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = saved
            }
        }
    }

    /// The next signal, nil once the pipe was closed.
    func next() async -> Int32? {
        guard let byte = try? await BlockingInput.read(readEnd, limit: 1)?.first else { return nil }
        return Int32(byte)
    }

    /// Gives the signals back, and ends ``next()``.
    func close() {
        for number in numbers { signal(number, SIG_DFL) }
        let end = writeEnd.exchange(-1, ordering: .sequentiallyConsistent)
        if end >= 0 { Glibc.close(end) }
    }

    deinit { Glibc.close(readEnd) }
}
