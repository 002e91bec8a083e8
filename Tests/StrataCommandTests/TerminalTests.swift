import Glibc
import Testing

@testable import strata

@Suite(.serialized) struct `Terminals` {
    /// A pseudo-terminal (pty(7)): what is written to `main` is read from `other`, as from a keyboard.
    private struct Pair: ~Copyable {
        let main: Int32
        let other: Int32

        init() throws {
            var main: Int32 = -1
            var other: Int32 = -1
            try #require(openpty(&main, &other, nil, nil, nil) == 0)
            self.main = main
            self.other = other
        }

        deinit {
            close(main)
            close(other)
        }
    }

    private func settings(_ descriptor: Int32) -> termios {
        var settings = termios()
        tcgetattr(descriptor, &settings)
        return settings
    }

    @Test func `raw mode passes keys on, and is taken back`() throws {
        let pair = try Pair()
        let before = settings(pair.other)
        #expect(before.c_lflag & UInt32(ICANON | ECHO | ISIG) != 0)
        let raw = try #require(RawMode(pair.other))
        #expect(settings(pair.other).c_lflag & UInt32(ICANON | ECHO | ISIG) == 0)
        raw.restore()
        raw.restore()
        let after = settings(pair.other)
        #expect(after.c_lflag == before.c_lflag)
        #expect(after.c_iflag == before.c_iflag)
        #expect(after.c_oflag == before.c_oflag)
    }

    @Test func `what is no terminal has no raw mode and no size`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(RawMode(ends[0]) == nil)
        #expect(WindowSize(of: ends[0]) == nil)
        close(ends[0])
        close(ends[1])
    }

    @Test func `a terminal's size is known`() throws {
        let pair = try Pair()
        var size = winsize(ws_row: 43, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(pair.main, UInt(TIOCSWINSZ), &size) == 0)
        #expect(WindowSize(of: pair.other)?.columns == 132)
        #expect(WindowSize(of: pair.other)?.rows == 43)
    }

    @Test(.timeLimit(.minutes(5))) func `input that blocks is read, ends, and is cancelled`() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (readEnd, writeEnd) = (ends[0], ends[1])
        let waiting = Task { try await BlockingInput.read(readEnd, limit: 10) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(write(writeEnd, "abc", 3) == 3)
        #expect(try await BlockingInput.read(readEnd, limit: 10) == Array("abc".utf8))
        close(writeEnd)
        #expect(try await BlockingInput.read(readEnd, limit: 10) == nil)
        close(readEnd)
    }

    @Test(.timeLimit(.minutes(5))) func `a signal comes as a value, and is given back`() async throws {
        let signals = try #require(SignalPipe([SIGWINCH]))
        // To the process, not to this thread: threads that run tasks leave signals to others.
        #expect(kill(getpid(), SIGWINCH) == 0)
        #expect(await signals.next() == SIGWINCH)
        signals.close()
        #expect(await signals.next() == nil)
    }

    @Test(.timeLimit(.minutes(5))) func `progress is plain lines where there is no terminal`() async throws {
        let sink = Captured()
        try await Progress.during(Sink(columns: nil, take: { sink.append($0) })) { progress in
            progress.show("web: creating", detail: "10%")
            progress.show("web: creating", detail: "20%")
            progress.show("web: run\u{1B}ning")
        }
        #expect(sink.text == "web: creating\nweb: run\\u{1b}ning\n")
    }

    @Test(.timeLimit(.minutes(5))) func `progress on a terminal is one line, and is taken away`() async throws {
        let sink = Captured()
        try await Progress.during(Sink(columns: 20, take: { sink.append($0) }), delay: .zero) { progress in
            progress.show("web: creating", detail: "a long text that does not fit")
            while !sink.text.contains("web") { await Task.yield() }
        }
        #expect(sink.text.hasPrefix("\r\u{1B}[K⠙ web: creating a …"))
        #expect(sink.text.hasSuffix("\r\u{1B}[K"))
        #expect(!sink.text.contains("\n"))
    }

    @Test func `progress that is over at once shows nothing on a terminal`() async throws {
        let sink = Captured()
        try await Progress.during(Sink(columns: 80, take: { sink.append($0) })) { $0.show("quick") }
        #expect(sink.text == "")
    }
}
