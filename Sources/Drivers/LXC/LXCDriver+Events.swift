public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. Comes from lxc-monitor(1), which tells of starts, stops, freezes and exits, not of new or removed containers.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        let command = facts.command("lxc-monitor", ["-P", tools.path, "-n", ".*"], map: nil)
        let lines = machine.lines(command, limit: 4 << 10)
        let site = machine.name
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(Self.changesKept)) { continuation in
            let task = Task {
                do throws(TransportError) {
                    for try await line in lines {
                        guard let name = MonitorLine.name(in: line) else { continue }
                        if case .dropped = continuation.yield(NativeID(name)) {
                            continuation.finish(
                                throwing: DriverError.failed(
                                    .init("follow the changes on", site, answer: "they came faster than they were read")))
                            return
                        }
                    }
                    continuation.finish(throwing: DriverError.failed(.init("follow the changes on", site, answer: "lxc-monitor ended")))
                } catch {
                    continuation.finish(throwing: DriverError(error, "follow the changes on", site))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// How many changes wait for a slow reader before the stream ends with an error.
    private static let changesKept = 1024
}
