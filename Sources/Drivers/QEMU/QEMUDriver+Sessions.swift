import StrataAPI
public import StrataDriverKit

extension QEMUDriver: ConsoleAttaching, LogReading {
    /// See ``ConsoleAttaching/console(_:terminal:)``. A serial line has no size, and is given to one session at a time.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the console of"
        let definition = try await existing(id, attempt)
        guard try await process(definition, attempt) != nil else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        guard consoles.take(id) else {
            throw .refused(.init(attempt, id.text, answer: "somebody is attached to it already", hint: "strata logs -f shows what it says"))
        }
        do throws(TransportError) {
            return try await machine.connect(toSocket: directory(id.text).console) { [consoles] in consoles.giveBack(id) }
        } catch {
            consoles.giveBack(id)
            throw DriverError(error, attempt, id.text)
        }
    }

    /// Arguments: the log, its predecessor, lines to show or nothing for all.
    private static var wholeLog: String {
        #"{ cat -- "$2" 2>/dev/null; cat -- "$1" 2>/dev/null; } | if [ -n "$3" ]; then tail -n "$3"; else cat; fi"#
    }

    /// See ``LogReading/log(_:tail:follow:)``. The log is what the serial line showed: about 2 MB at most. Following begins in its newer half.
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let attempt = "read the log of"
        _ = try await existing(id, attempt)
        let directory = directory(id.text)
        let lines = tail.map { "\(max(0, $0))" }
        let command =
            follow
            ? Command(executable: "tail", arguments: ["-n", lines ?? "+1", "-F", "--", directory.log])
            : Command(executable: "sh", arguments: ["-c", Self.wholeLog, "sh", directory.log, directory.olderLog, lines ?? ""])
        do throws(TransportError) {
            let session = try await machine.open(command)
            session.endInput()
            return session
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    /// The length from which a log is cut, in bytes.
    static var logLimit: Int { MachineDirectory.logLimit }

    /// Arguments: the log, its predecessor, the length in bytes from which it is cut. QEMU appends to the file wherever its end is, so that it can be emptied
    /// under its hands; what is written between the copy and that is lost.
    private static var shortening: String {
        #"[ -f "$1" ] && [ "$(stat -c %s -- "$1")" -gt "$3" ] || exit 0; tail -c "$3" -- "$1" >"$2" && : >"$1""#
    }

    /// Keeps what a machine's console and QEMU itself say short.
    func shortenLog(_ directory: MachineDirectory, _ name: String) async throws(DriverError) {
        for (log, older) in [(directory.log, directory.olderLog), (directory.messages, "/dev/null")]
        where LogFile.length(log) > Self.logLimit {
            try await place.check(
                Command("sh", "-c", Self.shortening, "sh", log, older, "\(Self.logLimit)"), "shorten the log of", name)
        }
    }
}
