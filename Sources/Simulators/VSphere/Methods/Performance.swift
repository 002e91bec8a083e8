import FoundationEssentials

/// What is measured.
struct Counter: Sendable {
    let key: Int
    let group: String
    let name: String
    let unit: String
    let rollup: String
    let kind: String

    var object: DataObject {
        func element(_ key: String) -> Value {
            .object(DataObject("ElementDescription", ["label": .string(key), "summary": .string(key), "key": .string(key)]))
        }
        return DataObject(
            "PerfCounterInfo",
            [
                "key": .int(key), "nameInfo": element(name), "groupInfo": element(group), "unitInfo": element(unit),
                "rollupType": .string(rollup),
                "statsType": .string(kind), "level": 1, "perDeviceLevel": 3,
            ])
    }
}

enum Counters {
    static let all: [Counter] = [
        Counter(key: 2, group: "cpu", name: "usage", unit: "percent", rollup: "average", kind: "rate"),
        Counter(key: 6, group: "cpu", name: "usagemhz", unit: "megaHertz", rollup: "average", kind: "rate"),
        Counter(key: 12, group: "cpu", name: "ready", unit: "millisecond", rollup: "summation", kind: "delta"),
        Counter(key: 24, group: "mem", name: "usage", unit: "percent", rollup: "average", kind: "absolute"),
        Counter(key: 98, group: "mem", name: "consumed", unit: "kiloBytes", rollup: "average", kind: "absolute"),
        Counter(key: 33, group: "mem", name: "active", unit: "kiloBytes", rollup: "average", kind: "absolute"),
        Counter(key: 125, group: "disk", name: "usage", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 130, group: "disk", name: "read", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 131, group: "disk", name: "write", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 143, group: "net", name: "usage", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 148, group: "net", name: "received", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 149, group: "net", name: "transmitted", unit: "kiloBytesPerSecond", rollup: "average", kind: "rate"),
        Counter(key: 155, group: "sys", name: "uptime", unit: "second", rollup: "latest", kind: "absolute"),
    ]

    static let intervals: [DataObject] = [
        (1, 300, "Past day", 86_400), (2, 1800, "Past week", 604_800), (3, 7200, "Past month", 2_592_000),
        (4, 86_400, "Past year", 31_536_000),
    ].map {
        DataObject(
            "PerfInterval",
            ["key": .int($0.0), "samplingPeriod": .int($0.1), "name": .string($0.2), "length": .int($0.3), "level": 1, "enabled": true])
    }
}

extension Operations {
    static let performance: [String: [String: Operation]] = [
        "PerformanceManager": [
            "QueryPerfProviderSummary": { center, call in
                let entity = try call.entity("entity")
                guard center.exists(entity) else { throw Fault.notFound(entity) }
                let isLive = ["VirtualMachine", "HostSystem"].contains(entity.type)
                return .object(
                    DataObject(
                        "PerfProviderSummary",
                        [
                            "entity": .ref(entity), "currentSupported": .bool(isLive), "summarySupported": true,
                            "refreshRate": isLive ? 20 : nil,
                        ]))
            },
            "QueryAvailablePerfMetric": { center, call in
                let entity = try call.entity("entity")
                guard center.exists(entity) else { throw Fault.notFound(entity) }
                guard ["VirtualMachine", "HostSystem"].contains(entity.type) else { return .list([]) }
                return .objects(Counters.all.map { DataObject("PerfMetricId", ["counterId": .int($0.key), "instance": ""]) })
            },
            "QueryPerfCounter": { _, call in
                let keys = call["counterId"]?.list.compactMap(\.int) ?? []
                return .objects(
                    try keys.map { key in
                        guard let found = Counters.all.first(where: { $0.key == Int(key) }) else { throw Fault.argument("counterId") }
                        return found.object
                    })
            },
            "QueryPerf": { center, call in .objects(try call.objects("querySpec").compactMap { try center.measure($0) }) },
        ]
    ]
}

extension Center {
    /// Samples of one object; nil where it has none.
    fileprivate func measure(_ spec: DataObject) throws(Fault) -> DataObject? {
        guard let entity = spec.ref("entity") else { throw .argument("querySpec.entity") }
        guard exists(entity) else { throw .notFound(entity) }
        let interval = Double(spec.int("intervalId") ?? 20)
        guard [20, 300, 1800, 7200, 86_400].contains(interval) else { throw .argument("querySpec.interval") }
        let isCSV = spec.string("format") == "csv"
        let wanted =
            spec.objects("metricId").isEmpty
            ? Counters.all.map { DataObject("PerfMetricId", ["counterId": .int($0.key), "instance": ""]) } : spec.objects("metricId")
        func date(_ name: String) -> Double? { if case .date(let time) = spec[name] { time } else { nil } }
        // What runs for a while only has samples since then; an hour of them is kept.
        let end = min(date("endTime") ?? now, now)
        let reach = interval == 20 ? 3600.0 : 86_400
        var begin = max(date("startTime") ?? end - reach, now - reach * 4)
        if let machine = state.machines[entity.id], entity.type == "VirtualMachine" {
            guard machine.isOn, let booted = machine.bootedAt else { return nil }
            begin = max(begin, interval == 20 ? booted : begin)
        } else if entity.type != "HostSystem" {
            return nil
        }
        var times: [Double] = []
        var time = (end / interval).rounded(.down) * interval
        let most = Int(spec.int("maxSample") ?? 4096)
        while time > begin, times.count < min(most, 4096) {
            times.append(time)
            time -= interval
        }
        if times.isEmpty { times = [(end / interval).rounded(.down) * interval] }
        times.reverse()
        let infos = times.map { DataObject("PerfSampleInfo", ["timestamp": .date($0), "interval": .int(Int(interval))]) }
        let series: [(DataObject, [Int64])] = wanted.compactMap { metric in
            guard let counter = Counters.all.first(where: { $0.key == Int(metric.int("counterId") ?? 0) }),
                ["", "*"].contains(metric.string("instance") ?? "")
            else {
                return nil
            }
            var plain = metric
            plain["instance"] = ""
            return (plain, times.map { value(counter, entity, $0) })
        }
        if isCSV {
            return DataObject(
                "PerfEntityMetricCSV",
                [
                    "entity": .ref(entity),
                    "sampleInfoCSV": .string(times.map { "\(Int(interval)),\(SOAPWriter.date($0))" }.joined(separator: ",")),
                    "value": .objects(
                        series.map {
                            DataObject(
                                "PerfMetricSeriesCSV",
                                ["id": .object($0.0), "value": .string($0.1.map(String.init).joined(separator: ","))])
                        }),
                ])
        }
        return DataObject(
            "PerfEntityMetric",
            [
                "entity": .ref(entity), "sampleInfo": .objects(infos),
                "value": .objects(
                    series.map { DataObject("PerfMetricIntSeries", ["id": .object($0.0), "value": .list($0.1.map(Value.long))]) }),
            ])
    }

    private func value(_ counter: Counter, _ entity: Ref, _ time: Double) -> Int64 {
        if entity.type == "HostSystem" {
            guard let host = state.hosts[entity.id] else { return 0 }
            let machines = (placement.ofHost[entity] ?? []).compactMap { state.machines[$0.id] }
            switch (counter.group, counter.name) {
            case ("cpu", "usage"):
                return min(10_000, machines.reduce(200) { $0 + Load.megahertz($1, at: time) } * 10_000 / Int64(host.cpus * Host.megahertz))
            case ("mem", "usage"):
                return min(10_000, (2048 + machines.reduce(0) { $0 + Load.activeMemory($1, at: time) }) * 10_000 / (host.memory >> 20))
            case ("sys", _): return Int64(time - host.bootedAt)
            default: return machines.reduce(0) { $0 + value(counter, $1, time) }
            }
        }
        return state.machines[entity.id].map { value(counter, $0, time) } ?? 0
    }

    private func value(_ counter: Counter, _ machine: Machine, _ time: Double) -> Int64 {
        let percent = Load.percent(machine, at: time)
        switch (counter.group, counter.name) {
        case ("cpu", "usage"): return Int64(percent * 100)
        case ("cpu", "usagemhz"): return Load.megahertz(machine, at: time)
        case ("cpu", "ready"): return Int64(percent * 2)
        case ("mem", "usage"): return Load.activeMemory(machine, at: time) * 10_000 / max(1, machine.memory)
        case ("mem", "consumed"): return machine.isOn ? machine.memory * 768 : 0
        case ("mem", "active"): return Load.activeMemory(machine, at: time) << 10
        case ("sys", "uptime"): return machine.isOn ? max(0, Int64(time - (machine.bootedAt ?? time))) : 0
        case (_, "read"), (_, "received"): return Int64(percent * 12)
        case (_, "write"), (_, "transmitted"): return Int64(percent * 8)
        default: return Int64(percent * 20)
        }
    }
}
