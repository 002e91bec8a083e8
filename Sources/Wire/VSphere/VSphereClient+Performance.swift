import XMLDocuments

/// What a server measures, by the names that are the same on every server; its number is each server's own (vSphere API, `PerformanceManager`).
public struct PerformanceCounter: Sendable, Hashable {
    /// `cpu`, `mem`, `disk`, `net`, …
    public var group: String
    public var name: String
    /// `average`, `summation`, `latest`, …
    public var rollup: String

    public init(_ group: String, _ name: String, _ rollup: String) {
        self.group = group
        self.name = name
        self.rollup = rollup
    }
}

extension VSphereClient {
    /// The seconds that one real-time sample is about.
    public static let realTimeInterval = 20

    /// The numbers of counters on this server; those that it has not are left out.
    public func numbers(of counters: [PerformanceCounter]) async throws(VSphereError) -> [PerformanceCounter: Int] {
        guard let manager = content.services["perfManager"] else { return [:] }
        let known = try await read(manager, ["perfCounter"])?["perfCounter"]?.children("PerfCounterInfo") ?? []
        let wanted = Set(counters)
        var numbers: [PerformanceCounter: Int] = [:]
        for info in known {
            let counter = PerformanceCounter(
                info.at("groupInfo", "key")?.text ?? "", info.at("nameInfo", "key")?.text ?? "", info["rollupType"]?.text ?? "")
            if wanted.contains(counter), let key = info["key"].flatMap({ Int($0.text) }) { numbers[counter] = key }
        }
        return numbers
    }

    /// The latest real-time samples of machines or hosts, as a whole and not of each of their devices. What is off has none.
    ///
    /// Real-time samples are the hosts' own: `config.vpxd.stats.maxQueryMetrics`, which bounds what one query may ask of vCenter's database, is not about them.
    ///
    /// - Parameter counters: by their numbers; see ``numbers(of:)``.
    /// - Throws: ``VSphereError/fault(_:)`` `ManagedObjectNotFound` where one of the objects is gone.
    public func latestSamples(
        of objects: [ManagedObject], _ counters: [Int]
    ) async throws(VSphereError) -> [ManagedObject: [Int: Int64]] {
        guard let manager = content.services["perfManager"], !objects.isEmpty, !counters.isEmpty else { return [:] }
        let metrics = counters.map { XMLElement("metricId", [], [.plain("counterId", $0), .plain("instance", "")]) }
        let specifications = objects.map { object in
            XMLElement(
                "querySpec", [],
                [object.element("entity"), .plain("maxSample", 1)] + metrics
                    + [.plain("intervalId", Self.realTimeInterval), .plain("format", "csv")])
        }
        let answer = try await call("QueryPerf", on: manager, specifications, isRead: true)
        var samples: [ManagedObject: [Int: Int64]] = [:]
        for entity in answer.children("returnval") {
            guard let object = ManagedObject(entity["entity"]) else { continue }
            for series in entity.children("value") {
                // Where nothing is measured the server says -1.
                guard let counter = series.at("id", "counterId").flatMap({ Int($0.text) }),
                    let value = series["value"]?.text.split(separator: ",").last.flatMap({ Int64($0) }), value >= 0
                else { continue }
                samples[object, default: [:]][counter] = value
            }
        }
        return samples
    }
}
