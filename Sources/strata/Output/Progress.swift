import Synchronization

/// Tells about something that takes a while: on a terminal a line with a spinner, which appears after a second and is rewritten; elsewhere
/// a plain line for each step.
final class Progress: Sendable {
    private struct State {
        var text = ""
        var told = ""
        var frame = 0
        var isShown = false
        var isOver = false
    }

    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    private let state = Mutex(State())
    private let sink: Sink
    private let delay: Duration

    private init(sink: Sink, delay: Duration) {
        self.sink = sink
        self.delay = delay
    }

    /// Shows progress while `body` runs, and takes the line away when it is over, however it ends.
    static func during<Value: Sendable>(
        _ sink: Sink, delay: Duration = .seconds(1), _ body: (Progress) async throws -> Value
    ) async throws -> Value {
        let progress = Progress(sink: sink, delay: delay)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            if sink.isTerminal { group.addTask { await progress.spin() } }
            defer {
                group.cancelAll()
                progress.end()
            }
            return try await body(progress)
        }
    }

    /// Says what is being done.
    ///
    /// - Parameters:
    ///   - step: the step, which is told once where there is no terminal.
    ///   - detail: what changes while the step goes on, told on a terminal only.
    func show(_ step: String, detail: String = "") {
        let line: String? = state.withLock { state in
            state.text = detail.isEmpty ? step : "\(step) \(detail)"
            guard !sink.isTerminal, state.told != step else { return nil }
            state.told = step
            return step
        }
        if let line { sink.write(TerminalText.clean(line) + "\n") }
    }

    private func spin() async {
        guard (try? await Task.sleep(for: delay)) != nil else { return }
        repeat {
            // Written under the lock, so that nothing is drawn once the line was taken away.
            state.withLock { state in
                guard !state.isOver, !state.text.isEmpty else { return }
                state.isShown = true
                state.frame = (state.frame + 1) % Self.frames.count
                let text = DisplayWidth.cut(TerminalText.clean(state.text), to: max(1, (sink.columns ?? 80) - 3))
                sink.write("\r\u{1B}[K\(Self.frames[state.frame]) \(text)")
            }
        } while (try? await Task.sleep(for: .milliseconds(120))) != nil
    }

    private func end() {
        state.withLock { state in
            state.isOver = true
            if state.isShown { sink.write("\r\u{1B}[K") }
        }
    }
}
