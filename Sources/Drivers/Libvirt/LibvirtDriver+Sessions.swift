import Libvirt
import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: ConsoleAttaching, LogReading {
    /// See ``ConsoleAttaching/console(_:terminal:)``. A serial line has no size, and is given to one session at a time.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the console of"
        let connection = try await running(id, attempt)
        let console: ConsoleStream
        do throws(LibvirtError) {
            console = try await connection.console(.name(id.text))
        } catch {
            guard "\(error)".contains("Active console session exists") else { throw DriverError(error, attempt, id.text) }
            throw .refused(
                .init(attempt, id.text, answer: "somebody is attached to it already", hint: "strata logs -f shows what it says"))
        }
        return CommandSession.carried { ends throws(TransportError) in
            await Self.carry(console, ends)
            return .exited(0)
        }
    }

    /// Carries bytes both ways until either side ends.
    private static func carry(_ console: ConsoleStream, _ ends: SessionEnds) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                while let bytes = await console.next(), await ends.write(bytes, to: .standardOutput) {}
                return true
            }
            group.addTask {
                do {
                    while let bytes = await ends.nextInput() { try await console.send(bytes) }
                } catch {
                    return true
                }
                return false
            }
            while let hasEnded = await group.next(), !hasEnded {}
            group.cancelAll()
        }
        await console.close()
    }

    /// Arguments: the log, lines to show or nothing for all, whether to follow. A machine that never ran has no log yet.
    private static var reading: String {
        #"if [ -n "$3" ]; then exec tail -n "${2:-+1}" -F -- "$1"; fi; [ -e "$1" ] || exit 0; if [ -n "$2" ]; then exec tail -n "$2" -- "$1"; fi; exec cat -- "$1""#
    }

    /// See ``LogReading/log(_:tail:follow:)``. The log is what the serial line showed; how much of it is kept is virtlogd's affair (`max_size` in virtlogd.conf).
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let attempt = "read the log of"
        try require(.log)
        let (_, document) = try await existing(id, attempt)
        let card = DomainCard(document)
        guard isReachable else { throw .unavailable(.log, because: "the log lies on a host that is reached through libvirt only") }
        guard PlainPath.accepts(card.log, limit: 1024) else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "its serial line is written to no file",
                    hint: "Machines that Strata makes have one; for others, add <log file='…'/> to <serial> with virsh edit"))
        }
        do throws(TransportError) {
            let session = try await machine.open(
                Command("sh", "-c", Self.reading, "sh", card.log, tail.map { "\(max(0, $0))" } ?? "", follow ? "1" : ""))
            session.endInput()
            return session
        } catch {
            throw DriverError(error, attempt, id.text, missing: "", words: { $0 })
        }
    }
}
