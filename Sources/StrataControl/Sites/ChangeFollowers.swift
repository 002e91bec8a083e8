import Logging
import StrataDriverKit
import Synchronization

/// Follows the changes that sites tell of by themselves, one task a site, so that they show at once instead of at the next list.
final class ChangeFollowers: Sendable {
    private let tasks = Mutex<[String: (generation: Int, task: Task<Void, Never>)]>([:])
    /// How long a site may take to tell about a machine that changed.
    private let patience: Duration
    private let logger: Logger

    init(patience: Duration, logger: Logger) {
        self.patience = patience
        self.logger = logger
    }

    /// Follows a site, unless it is followed already.
    func start(_ site: ConnectedSite, _ inventory: Inventory) {
        guard let source = site.driver as? any EventStreaming else { return }
        tasks.withLock { tasks in
            if let running = tasks[site.name], running.generation == site.generation { return }
            tasks[site.name]?.task.cancel()
            tasks[site.name] = (site.generation, Task { await self.follow(site, source, inventory) })
        }
    }

    func stop(_ site: String) { tasks.withLock { $0.removeValue(forKey: site)?.task.cancel() } }

    func stopAll() async {
        let running = tasks.withLock { tasks in
            defer { tasks = [:] }
            return tasks.values.map(\.task)
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }

    /// A stream that ends is opened again by the next look at the site; until then lists alone tell of changes.
    private func follow(_ site: ConnectedSite, _ source: any EventStreaming, _ inventory: Inventory) async {
        do {
            for try await id in try await source.changes() {
                // Looking costs a command on many stacks, and just now it would get in the way of the operation that the change comes from.
                if try inventory.isWorkedOn(id) || !inventory.isOfInterest(id) { continue }
                let look = { [patience] (id: NativeID) in try await withDeadline(patience) { try await site.driver.observe(id) } }
                try await inventory.take(in: try await look(id), id: id, look: look)
            }
        } catch is CancellationError {
            return
        } catch {
            logger.info("event stream ended, falling back to polling", metadata: ["site": "\(site.name)", "error": "\(error)"])
        }
        tasks.withLock { tasks in
            if tasks[site.name]?.generation == site.generation { tasks[site.name] = nil }
        }
    }
}
