import StrataAPI
import StrataDriverKit

/// The one `dnsmasq` of a network, which outlives the process that started it.
///
/// It is known again by its command line, which names this network's configuration file; the process file only says where to look.
enum NameService {
    /// Starts dnsmasq, or makes one that runs take over what has changed.
    /// - Returns: its process id.
    static func ensure(
        _ memory: NetworkMemory, _ places: NetworkPlaces, restart: Bool, on machine: any Machine
    ) async throws(NetworkError) -> Int32 {
        try await machine.provide(directory: places.runDirectory, mode: 0o755)
        try await writeHosts(memory, places, on: machine)
        let wanted = Array(NameServiceFiles.configuration(memory, places).utf8)
        let isCurrent = try await machine.content(of: places.configurationFile) == wanted
        if let process = try await recordedProcess(places, on: machine) {
            if isCurrent, !restart {
                try await ProcessSignal.send(.reload, to: process, on: machine)
                return process
            }
            try await stop(process, places, on: machine)
        }
        if !isCurrent { try await machine.replace(places.configurationFile, with: wanted, mode: 0o644) }
        return try await start(places, on: machine)
    }

    /// Writes the names and reservations that dnsmasq reads again when it gets SIGHUP.
    static func writeHosts(_ memory: NetworkMemory, _ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) {
        try await machine.replace(places.namesFile, with: Array(NameServiceFiles.names(memory).utf8), mode: 0o644)
        try await machine.replace(places.serversFile, with: Array(NameServiceFiles.servers(memory).utf8), mode: 0o644)
        try await machine.replace(places.reservationsFile, with: Array(NameServiceFiles.reservations(memory).utf8), mode: 0o644)
    }

    /// The running dnsmasq that the process file names; nil when the file is missing or stale.
    static func recordedProcess(_ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) -> Int32? {
        guard let bytes = try await machine.content(of: places.processFile),
            let process = Int32(String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)), process > 1,
            try await isRunning(process, places, on: machine)
        else { return nil }
        return process
    }

    /// Whether a process is this network's dnsmasq.
    static func isRunning(_ process: Int32, _ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) -> Bool {
        guard let bytes = try await machine.content(of: "/proc/\(process)/cmdline") else { return false }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let program = words.first, program == "dnsmasq" || program.hasSuffix("/dnsmasq") else { return false }
        return words.dropFirst().elementsEqual([option(places)])
    }

    /// Ends this network's dnsmasq wherever it is found.
    static func stopAll(_ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) {
        if let process = try await recordedProcess(places, on: machine) { try await stop(process, places, on: machine) }
        for process in try await strays(places, on: machine) { try await stop(process, places, on: machine) }
    }

    private static func option(_ places: NetworkPlaces) -> String { "--conf-file=\(places.configurationFile)" }

    private static func start(_ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) -> Int32 {
        let end = ContinuousClock.now + .seconds(1)
        while true {
            do {
                try await launch(places, on: machine)
                break
            } catch .failed(_, _, let answer, _) where answer.contains("already in use") && ContinuousClock.now < end {
                // One whose process file was lost may hold the address, or one that is just ending.
                for process in try await strays(places, on: machine) { try await stop(process, places, on: machine) }
                do { try await Task.sleep(for: .milliseconds(50)) } catch { throw .cancelled }
            } catch {
                throw error
            }
        }
        guard let process = try await recordedProcess(places, on: machine) else {
            throw .failed(
                attempt: "start", object: "dnsmasq for \(places.name)", answer: "it ended right after its start",
                hint: "Look for its last words with: journalctl -t dnsmasq -n 20")
        }
        return process
    }

    /// Returns when dnsmasq listens: it goes to the background only then (dnsmasq(8), "EXIT CODES").
    private static func launch(_ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) {
        _ = try await machine.tool(
            .dnsmasq, [option(places)], attempt: "start", on: "dnsmasq for \(places.name)",
            hint: "If an address is in use, another name server listens on all addresses: see it with: ss -lnptu sport = :53 or sport = :67"
        )
    }

    /// Processes that are this network's dnsmasq, found by looking at all there are.
    private static func strays(_ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) -> [Int32] {
        let entries: [FileEntry]
        do {
            entries = try await machine.list("/proc")
        } catch {
            throw NetworkError(error, attempt: "list the processes")
        }
        var found: [Int32] = []
        for entry in entries {
            guard let process = Int32(entry.name), try await isRunning(process, places, on: machine) else { continue }
            found.append(process)
        }
        return found
    }

    /// Whether a process that was this network's dnsmasq has given everything back. One that is ending has no command line any more
    /// while its sockets are still open; they are closed once it is a zombie (proc(5), "/proc/pid/stat").
    private static func hasEnded(_ process: Int32, _ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) -> Bool {
        guard let bytes = try await machine.content(of: "/proc/\(process)/stat"), let name = bytes.lastIndex(of: UInt8(ascii: ")")) else {
            return true
        }
        let state = bytes[name...].dropFirst(2).first
        if state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") { return true }
        guard let words = try await machine.content(of: "/proc/\(process)/cmdline"), !words.isEmpty else { return false }
        return try await !isRunning(process, places, on: machine)
    }

    private static func stop(_ process: Int32, _ places: NetworkPlaces, on machine: any Machine) async throws(NetworkError) {
        try await ProcessSignal.send(.terminate, to: process, on: machine)
        let clock = ContinuousClock()
        let hard = clock.now + .seconds(2)
        let end = hard + .seconds(2)
        var wasKilled = false
        while try await !hasEnded(process, places, on: machine) {
            if clock.now > hard, !wasKilled {
                try await ProcessSignal.send(.kill, to: process, on: machine)
                wasKilled = true
            }
            guard clock.now < end else {
                throw .failed(attempt: "end", object: "dnsmasq, process \(process)", answer: "it ignored SIGKILL", hint: "")
            }
            do { try await Task.sleep(for: .milliseconds(5)) } catch { throw .cancelled }
        }
    }
}
