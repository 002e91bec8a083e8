extension CallTicket {
    /// How long a call that nobody wants any more is waited for, so that what it does is not done after what comes next.
    private static var mourning: Duration { .seconds(3) }

    /// How the call ended, or that it did not in the time that it was given, or was cancelled.
    func limited(_ limit: Duration, _ name: String) async -> Outcome {
        let timer = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            finish(.failure(.timedOut(call: name, after: limit)))
        }
        let outcome = await withTaskCancellationHandler {
            await self.outcome()
        } onCancel: {
            guard isUnderWay else {
                finish(.failure(.cancelled))
                return
            }
            Task {
                try? await Task.sleep(for: Self.mourning)
                self.finish(.failure(.cancelled))
            }
        }
        timer.cancel()
        return outcome
    }
}
