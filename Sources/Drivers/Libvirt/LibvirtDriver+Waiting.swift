import StrataDriverKit

extension LibvirtDriver {
    /// Waits until something holds of a machine, and looks again with each event of it, and ever more seldom without: not every hypervisor tells.
    ///
    /// - Returns: whether it held before the time was up.
    func until(
        _ id: NativeID, by end: ContinuousClock.Instant, _ holds: () async throws(DriverError) -> Bool
    ) async throws(DriverError) -> Bool {
        let changes = try? await site.changes()
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listening = Task {
            guard let changes else { return }
            for try await changed in changes where changed == id { look.yield() }
        }
        let ticking = Task {
            var pause = Duration.milliseconds(20)
            while ContinuousClock.now < end {
                try await Task.sleep(for: min(pause, end - .now))
                look.yield()
                pause = min(pause * 2, .milliseconds(500))
            }
            look.finish()
        }
        defer {
            listening.cancel()
            ticking.cancel()
        }
        if try await holds() { return true }
        for await _ in looks where try await holds() { return true }
        if Task.isCancelled { throw .cancelled }
        return false
    }
}
