import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: LogReading {
    /// See ``LogReading/log(_:tail:follow:)``. It is what the console showed, which following looks at twice a second, or every two seconds where
    /// the daemon tells all each time.
    ///
    /// While a container runs, the daemon tells what it showed only once, and puts it into a file then; that file is read where the daemon's machine can be,
    /// and what it told is kept where not.
    /// Of a virtual machine Incus tells all each time, but what was shown while somebody was attached; LXD keeps nothing.
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let attempt = "read the log of"
        try check(id, attempt)
        let tellsAll = try await existing(id, attempt).isVirtualMachine
        guard facts.keepsGuestLogs || !tellsAll else {
            throw .unavailable(.log, because: "the daemon keeps no log of a virtual machine's console")
        }
        let reader = tellsAll ? nil : machine
        let source = ConsoleSource(
            name: id.text, client: try await door.client(attempt, id.text), tellsAll: tellsAll, told: told, machine: reader,
            file: reader == nil ? "" : try await logFile(id.text, attempt))
        return CommandSession.told { ends in try await source.show(ConsoleLog(tail: tail), follow: follow, ends) }
    }

    /// Where the daemon writes what an instance's console showed.
    private func logFile(_ name: String, _ attempt: String) async throws(DriverError) -> String {
        let socket = try await door.socketPath(attempt, name)
        let prefix = options.project.isEmpty || options.project == "default" ? "" : "\(options.project)_"
        return "\(Self.logDirectory(ofDaemonAt: socket))/\(prefix)\(name)/console.log"
    }

    /// A daemon that was not told a directory of its own has its logs among those of the system, others beside their socket.
    static func logDirectory(ofDaemonAt socket: String) -> String {
        let directory = socket.split(separator: "/").dropLast()
        return switch directory {
        case ["var", "lib", "lxd"], ["var", "lib", "incus"]: "/var/log/\(directory.last ?? "")"
        default: "/\(directory.joined(separator: "/"))/logs"
        }
    }
}

/// Where an instance's console can be read.
struct ConsoleSource: Sendable {
    let name: String
    let client: LXDClient
    /// Whether the daemon tells what it told before, too.
    let tellsAll: Bool
    /// Where what it tells once is kept.
    let told: ToldLogs
    /// The daemon's; nil where its files cannot be read.
    let machine: (any Machine)?
    let file: String

    /// So many looks that brought nothing stand between two of the whole file.
    private static let quietLooks = 10
    /// Between two looks: longer where each brings all that there is. The daemon sends no events of what consoles show.
    private var pause: Duration { tellsAll ? .seconds(2) : .milliseconds(500) }

    func show(_ log: ConsoleLog, follow: Bool, _ ends: SessionEnds) async throws {
        var log = log
        var looks = 0
        repeat {
            if let all = try await all(isQuiet: looks % Self.quietLooks != 0) {
                guard await ends.write(log.news(in: all), to: .standardOutput) else { throw CancellationError() }
            }
            looks += 1
            if follow { try await Task.sleep(for: pause) }
        } while follow
    }

    /// All that is known of the console; nil where nothing can have come.
    private func all(isQuiet: Bool) async throws -> [UInt8]? {
        let fresh = try await fresh()
        if tellsAll { return fresh }
        // The file grows as the daemon is asked, also by others: where nothing came of that, it is read now and then alone.
        guard !fresh.isEmpty || !isQuiet else { return nil }
        if let content = try await machine?.read(file, limit: 64 << 20) { return content }
        return await told.add(fresh, of: name)
    }

    /// What the daemon tells. It answers with an error of the file's where that is nothing.
    private func fresh() async throws -> [UInt8] {
        var content: [UInt8] = []
        do {
            try await client.download(LXDTarget.instance(name, "/console")) { bytes in
                content += bytes
                if content.count > 16 << 20 { content.removeFirst(content.count - 8 << 20) }
            }
        } catch LXDError.refused(let request, let code, let reason) {
            guard [400, 404, 500].contains(code) else { throw LXDError.refused(request: request, code: code, reason: reason) }
            // One that is gone is an error, and the end of what is followed.
            _ = try await client.send(.get, LXDTarget.instance(name))
        }
        return content
    }
}
