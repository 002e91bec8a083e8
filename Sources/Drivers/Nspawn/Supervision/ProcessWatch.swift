import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// Tells of machines whose nspawn starts or ends, by the files with their numbers. Logs that grow too long are cut meanwhile.
struct ProcessWatch: Sendable {
    let tools: Tools
    let places: MachinePlaces

    /// How often processes are looked at, and how many looks lie between two at the logs.
    private static let interval = Duration.milliseconds(200)
    private static let looks = 4

    /// Arguments: the directory of all sides. Prints which processes there are, whenever that changes.
    private static let script = #"""
        cd "$1" || exit 1; before=none; turns=0
        while :; do
            now=
            for f in */pid; do
                p=; [ ! -e "$f" ] || read -r p <"$f"
                if [ -n "$p" ] && [ -e "/proc/$p" ]; then now="$now ${f%/pid}:$p"; fi
            done
            [ "$now" = "$before" ] || { echo "$now"; before=$now; }
            sleep 0.5
        done
        """#

    func changes() -> AsyncThrowingStream<NativeID, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let task = Task {
                do throws(DriverError) {
                    try await tools.makeDirectory(places.state, mode: 0o711, "follow the changes on", tools.machine.name)
                    try await tools.machine.isLocal ? watch(continuation) : follow(continuation)
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private typealias Continuation = AsyncThrowingStream<NativeID, any Error>.Continuation

    /// Looks at this machine's processes by system calls.
    private func watch(_ continuation: Continuation) async throws(DriverError) {
        var watched = Watched()
        var turn = 0
        while !Task.isCancelled {
            let now = try await processes()
            if turn % Self.looks == 0 { try await LogFile.shorten(places, tools) }
            turn += 1
            try await report(now.filter { kill(pid_t($0.value), 0) == 0 || errno == EPERM }, &watched, continuation)
            do { try await Task.sleep(for: Self.interval) } catch { throw .cancelled }
        }
        throw .cancelled
    }

    private func processes() async throws(DriverError) -> [String: Int] {
        let names = try await tools.directories(in: places.state, "follow the changes on", tools.machine.name)
        let files = try await tools.read(
            names.map { "\(places.state)/\($0)/pid" }, "follow the changes on", tools.machine.name)
        var processes: [String: Int] = [:]
        for name in names {
            let text = files["\(places.state)/\(name)/pid"].map { String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self) }
            if let number = text.flatMap({ Int32($0) }), number > 1 { processes[name] = Int(number) }
        }
        return processes
    }

    /// Follows another machine's processes by one command there.
    private func follow(_ continuation: Continuation) async throws(DriverError) {
        var watched = Watched()
        do throws(TransportError) {
            for try await line in tools.machine.lines(tools.script(Self.script, [places.state]), limit: 1 << 20) {
                do throws(DriverError) {
                    try await report(Watched.processes(in: line), &watched, continuation)
                } catch {
                    return continuation.finish(throwing: error)
                }
            }
        } catch {
            throw DriverError(error, "follow the changes on", tools.machine.name)
        }
        throw .failed(.init("follow the changes on", tools.machine.name, answer: "the command that watches ended"))
    }

    /// Tells of what is new or gone.
    private func report(
        _ now: [String: Int], _ watched: inout Watched, _ continuation: Continuation
    ) async throws(DriverError) {
        guard now != watched.processes else { return }
        let new = now.filter { watched.processes[$0.key] != $0.value }
        let lines = try await tools.read(new.values.map { "/proc/\($0)/cmdline" }, "follow the changes on", tools.machine.name)
        var names: Set<String> = []
        for (side, number) in new {
            guard let name = lines["/proc/\(number)/cmdline"].flatMap(NspawnProcess.init(cmdline:))?.name else { continue }
            names.insert(name)
            watched.names[side] = name
        }
        for side in watched.processes.keys where now[side] == nil {
            if let name = watched.names.removeValue(forKey: side) { names.insert(name) }
        }
        watched.processes = now
        for name in names.sorted() {
            guard case .dropped = continuation.yield(NativeID(name)) else { continue }
            throw .failed(.init("follow the changes on", tools.machine.name, answer: "they came faster than they were read"))
        }
    }

    /// What was seen last, by the names of the machines' sides.
    struct Watched {
        var processes: [String: Int] = [:]
        var names: [String: String] = [:]

        /// Reads a line of the script's: `SIDE:PID` and spaces.
        static func processes(in line: String) -> [String: Int] {
            var processes: [String: Int] = [:]
            for word in line.split(separator: " ") {
                let parts = word.split(separator: ":")
                if parts.count == 2, let number = Int32(parts[1]), number > 1 { processes[String(parts[0])] = Int(number) }
            }
            return processes
        }
    }
}
