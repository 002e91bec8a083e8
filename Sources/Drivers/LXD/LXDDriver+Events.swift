import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. Comes from the daemon's lifecycle events, which tell of everything that is done to instances, by whomever.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        let attempt = "follow the changes on"
        let client = try await door.client(attempt, site)
        let site = site
        let (opened, open) = AsyncThrowingStream.makeStream(of: Void.self)
        let changes = AsyncThrowingStream<NativeID, any Error>(bufferingPolicy: .bufferingOldest(Self.changesKept)) { continuation in
            let task = Task {
                do {
                    try await client.follow(["lifecycle"], opened: { open.finish() }) { event in
                        for id in Self.touched(by: event) {
                            if case .dropped = continuation.yield(id) {
                                throw DriverError.failed(.init(attempt, site, answer: "they came faster than they were read"))
                            }
                        }
                        return true
                    }
                    continuation.finish()
                } catch {
                    let told = (error as? LXDError).map { DriverError($0, attempt, site) } ?? error
                    open.finish(throwing: told)
                    continuation.finish(throwing: told)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
        // What happens once this has returned is told.
        do {
            for try await _ in opened {}
        } catch let error as DriverError {
            throw error
        } catch {
            throw .failed(.init(attempt, site, answer: "\(error)"))
        }
        return changes
    }

    /// How many changes wait for a slow reader before the stream ends with an error.
    private static let changesKept = 4096

    /// The instances that an event says something new of.
    static func touched(by event: LXDEvent) -> [NativeID] {
        guard let action = event.action, let name = event.instance, action.hasPrefix("instance-") else { return [] }
        // Looking at an instance is told too.
        for part in ["-exec", "-console", "-file-", "-log-", "-backup-", "-metadata-"] where action.contains(part) { return [] }
        var names = [name]
        if let old = event.metadata["context"]?["old_name"]?.string { names.append(old) }
        return names.filter(MachineName.isSafe).map(NativeID.init)
    }
}
