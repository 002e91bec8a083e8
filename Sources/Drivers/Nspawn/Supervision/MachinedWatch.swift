import StrataAPI
import StrataDriverKit

/// Tells of machines by machined's signals.
struct MachinedWatch: Sendable {
    let tools: Tools

    private static let match =
        "type='signal',sender='org.freedesktop.machine1',path='/org/freedesktop/machine1',interface='org.freedesktop.machine1.Manager'"

    func changes() -> AsyncThrowingStream<NativeID, any Error> {
        let lines = tools.machine.lines(Command("busctl", "--json=short", "--match=\(Self.match)", "monitor"), limit: 64 << 10)
        let site = tools.machine.name
        return AsyncThrowingStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let task = Task {
                do throws(TransportError) {
                    for try await line in lines {
                        guard let name = Self.name(in: line) else { continue }
                        if case .dropped = continuation.yield(NativeID(name)) {
                            continuation.finish(
                                throwing: DriverError.failed(
                                    .init("follow the changes on", site, answer: "they came faster than they were read")))
                            return
                        }
                    }
                    continuation.finish(throwing: DriverError.failed(.init("follow the changes on", site, answer: "busctl ended")))
                } catch {
                    continuation.finish(throwing: DriverError(error, "follow the changes on", site))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// The machine that a line of `busctl monitor` is about; nil for any other line.
    static func name(in line: String) -> String? {
        guard let json = try? JSONValue(parsing: line), json["type"]?.string == "signal",
            let member = json["member"]?.string, member == "MachineNew" || member == "MachineRemoved",
            let name = json["payload"]?["data"]?.array?.first?.string, MachineName.isValid(name)
        else { return nil }
        return name
    }
}
