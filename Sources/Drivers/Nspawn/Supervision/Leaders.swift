import StrataDriverKit
import StrataLinuxHost

/// The first processes of machines.
enum Leaders {
    /// The first process of each machine, by nspawn's process: that child of nspawn's which has the number 1 in a namespace of its own.
    static func read(_ processes: [Int], _ tools: Tools) async throws(DriverError) -> [Int: Int] {
        guard !processes.isEmpty else { return [:] }
        let lists = try await tools.read(processes.map(children), "look at machines on", tools.machine.name)
        var parents: [Int: Int] = [:]
        for process in processes {
            let text = String(decoding: lists[children(of: process)] ?? [], as: UTF8.self)
            for child in text.split(whereSeparator: \.isWhitespace).prefix(8).compactMap({ Int($0) }) { parents[child] = process }
        }
        let statuses = try await tools.read(parents.keys.map { "/proc/\($0)/status" }, "look at machines on", tools.machine.name)
        var leaders: [Int: Int] = [:]
        for (child, process) in parents {
            guard let status = statuses["/proc/\(child)/status"] else { continue }
            if ProcessFiles.isFirst(status: String(decoding: status, as: UTF8.self)) { leaders[process] = child }
        }
        return leaders
    }

    private static func children(of process: Int) -> String { "/proc/\(process)/task/\(process)/children" }
}
