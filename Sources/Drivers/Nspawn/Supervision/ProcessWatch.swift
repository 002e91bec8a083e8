import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// Tells of machines whose nspawn starts or ends, by the files with their numbers: the shell above nspawn writes one when it starts it, and another when it
/// has ended. Logs that grow too long are cut meanwhile.
struct ProcessWatch: Sendable {
    let tools: Tools
    let places: MachinePlaces

    /// How often logs are looked at, and whether machines run still of which nothing was written down: their shell may have been killed too.
    private static let interval = Duration.seconds(5)
    /// How soon a process is looked at again that was started and is not yet nspawn.
    private static let moment = Duration.milliseconds(20)

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

    /// Follows this machine's processes by what the kernel tells of the machines' sides.
    private func watch(_ continuation: Continuation) async throws(DriverError) {
        let attempt = "follow the changes on"
        let events: DirectoryEvents
        do throws(TransportError) {
            events = try DirectoryEvents()
            try events.watch(places.state)
        } catch {
            throw DriverError(error, attempt, tools.machine.name)
        }
        var (watched, processes) = (Watched(), [String: Int]())
        var sides: Set<String> = []
        var lastLook: ContinuousClock.Instant?
        while !Task.isCancelled {
            // None at first, and where the kernel could not keep them all.
            let changed = lastLook == nil ? nil : events.take()
            var looked = Set((changed ?? sides).compactMap { $0.split(separator: "/").last.map(String.init) })
            if changed?.contains(places.state) ?? true {
                let names = Set(try await tools.directories(in: places.state, attempt, tools.machine.name))
                do throws(TransportError) {
                    for name in names { try events.watch("\(places.state)/\(name)") }
                } catch {
                    throw DriverError(error, attempt, tools.machine.name)
                }
                for name in sides.subtracting(names) { processes[name] = nil }
                looked.formUnion(changed == nil ? names : names.subtracting(sides))
                sides = names
            }
            let now = try await numbers(of: looked.intersection(sides))
            for name in looked { processes[name] = now[name] }
            processes = processes.filter { kill(pid_t($0.value), 0) == 0 || errno == EPERM }
            if lastLook.map({ $0.duration(to: .now) >= Self.interval }) ?? true {
                try await LogFile.shorten(places, tools)
                lastLook = .now
            }
            let isWhole = try await report(processes, &watched, continuation)
            await events.wait(atMost: isWhole ? Self.interval : Self.moment)
        }
        throw .cancelled
    }

    /// The numbers of nspawn's processes, as far as they stand in the machines' sides.
    private func numbers(of sides: Set<String>) async throws(DriverError) -> [String: Int] {
        let files = try await tools.read(
            sides.map { "\(places.state)/\($0)/pid" }, "follow the changes on", tools.machine.name)
        var processes: [String: Int] = [:]
        for name in sides {
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
                    _ = try await report(Watched.processes(in: line), &watched, continuation)
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
    /// - Returns: false where a process is new and not yet nspawn; it counts as new again the next time.
    private func report(
        _ now: [String: Int], _ watched: inout Watched, _ continuation: Continuation
    ) async throws(DriverError) -> Bool {
        guard now != watched.processes else { return true }
        let new = now.filter { watched.processes[$0.key] != $0.value }
        let lines = try await tools.read(new.values.map { "/proc/\($0)/cmdline" }, "follow the changes on", tools.machine.name)
        var names: Set<String> = []
        var told = now
        for (side, number) in new {
            guard let name = lines["/proc/\(number)/cmdline"].flatMap(NspawnProcess.init(cmdline:))?.name else {
                told[side] = watched.processes[side]
                continue
            }
            names.insert(name)
            watched.names[side] = name
        }
        for side in watched.processes.keys where now[side] == nil {
            if let name = watched.names.removeValue(forKey: side) { names.insert(name) }
        }
        watched.processes = told
        for name in names.sorted() {
            guard case .dropped = continuation.yield(NativeID(name)) else { continue }
            throw .failed(.init("follow the changes on", tools.machine.name, answer: "they came faster than they were read"))
        }
        return told == now
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
