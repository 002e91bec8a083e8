import FoundationEssentials
import SimulatorKit

extension Operations {
    static let propertyCollector: [String: [String: Operation]] = [
        "PropertyCollector": [
            "RetrieveProperties": { center, call in
                var contents: [Value] = []
                for spec in call.objects("specSet") {
                    let spec = try FilterSpec(spec)
                    contents += try center.contents(try center.found(spec)[...], spec, call).map(Value.raw)
                }
                return .list(contents)
            },
            "RetrievePropertiesEx": { center, call in
                let specs = try call.objects("specSet").map { try FilterSpec($0) }
                let limit = call.object("options")?.int("maxObjects").map(Int.init) ?? 0
                var contents = ""
                // One token serves one set; several are given whole.
                let isPaged = specs.count == 1 && limit > 0
                for spec in specs {
                    let objects = try center.found(spec)
                    let first = isPaged ? objects.prefix(limit) : objects[...]
                    if isPaged, objects.count > limit {
                        contents =
                            "<token>\(try center.keep(Collector.Rest(spec: spec, objects: objects.dropFirst(limit), limit: limit), call))</token>"
                    }
                    for content in try center.contents(first, spec, call) { contents += "<objects>\(content)</objects>" }
                }
                return contents.isEmpty ? nil : .raw(contents)
            },
            "ContinueRetrievePropertiesEx": { center, call in
                let id = try center.collector(call)
                guard var rest = center.collectors[id]?.rests.removeValue(forKey: call.string("token") ?? "") else {
                    throw Fault("InvalidArgument", "A specified parameter was not correct: token", ["invalidProperty": "token"])
                }
                let page = rest.objects.prefix(rest.limit)
                rest.objects = rest.objects.dropFirst(rest.limit)
                var contents = rest.objects.isEmpty ? "" : "<token>\(try center.keep(rest, call))</token>"
                for content in try center.contents(page, rest.spec, call) { contents += "<objects>\(content)</objects>" }
                return .raw(contents)
            },
            "CancelRetrievePropertiesEx": { center, call in
                let id = try center.collector(call)
                guard center.collectors[id]?.rests.removeValue(forKey: call.string("token") ?? "") != nil else {
                    throw Fault.argument("token")
                }
                return nil
            },
            "CreateFilter": { center, call in
                let id = try center.collector(call)
                guard let spec = call.object("spec") else { throw Fault.argument("spec") }
                let filter = PropertyFilter(spec: try FilterSpec(spec))
                if let missing = filter.spec.missing(in: center).first { throw Fault.notFound(missing) }
                let name = "session[\(id)]\(UUID().uuidString.lowercased())"
                center.collectors[id]?.filters.append((name, filter))
                center.touch(Ref("PropertyFilter", name))
                return .ref(Ref("PropertyFilter", name))
            },
            "CreatePropertyCollector": { center, call in
                guard let session = call.session else { throw Fault.notAuthenticated(call.target, "System.View") }
                let id = "session[\(session.key)]\(UUID().uuidString.lowercased())"
                center.collectors[id] = Collector(session: session.key)
                return .ref(Ref("PropertyCollector", id))
            },
            "DestroyPropertyCollector": { center, call in
                let id = try center.collector(call)
                guard id != call.session?.collector else { throw Fault.notSupported }
                center.dropCollector(id)
                return nil
            },
            "WaitForUpdatesEx": { center, call in
                let options = call.object("options")
                if let seconds = options?.int("maxWaitSeconds"), seconds < 0 { throw Fault.argument("options.maxWaitSeconds") }
                if let most = options?.int("maxObjectUpdates"), most <= 0 { throw Fault.argument("options.maxObjectUpdates") }
                return try await center.waitForUpdates(
                    call, seconds: options?.int("maxWaitSeconds").map(Double.init), limit: options?.int("maxObjectUpdates").map(Int.init))
            },
            "WaitForUpdates": { center, call in try await center.waitForUpdates(call, seconds: nil, limit: nil) },
            "CheckForUpdates": { center, call in try await center.waitForUpdates(call, seconds: 0, limit: nil) },
            "CancelWaitForUpdates": { center, call in
                let id = try center.collector(call)
                center.collectors[id]?.turn += 1
                center.touch(center.singleton("PropertyCollector"))
                return nil
            },
        ],
        "PropertyFilter": [
            "DestroyPropertyFilter": { center, call in
                for id in center.collectors.keys { center.collectors[id]?.filters.removeAll { $0.id == call.target.id } }
                center.forget(call.target)
                return nil
            }
        ],
    ]
}

extension Center {
    /// The id of the collector that a call means: its session's own, where it names the one that all have.
    fileprivate func collector(_ call: Call) throws(Fault) -> String {
        guard let session = call.session else { throw .notAuthenticated(call.target, "System.View") }
        let id = isSingleton(call.target) ? session.collector : call.target.id
        guard let found = collectors[id], found.session == session.key else { throw .notFound(call.target) }
        return id
    }

    fileprivate func found(_ spec: FilterSpec) throws(Fault) -> [Ref] {
        var plans: [String: Bool] = [:]
        return try spec.objects(in: self, isStrict: spec.source.bool("reportMissingObjectsInResults") != true).filter { ref in
            if let known = plans[ref.type] { return known }
            let isWanted = spec.properties.contains { TypeTable.shared.derives(ref.type, from: $0.type) }
            plans[ref.type] = isWanted
            return isWanted
        }
    }

    fileprivate func contents(_ objects: ArraySlice<Ref>, _ spec: FilterSpec, _ call: Call) throws(Fault) -> [String] {
        var plans: [String: PropertyPlan] = [:]
        var contents: [String] = []
        for ref in objects where exists(ref) {
            if plans[ref.type] == nil { plans[ref.type] = PropertyPlan(spec, for: ref.type) }
            if let plan = plans[ref.type] { contents.append(content(of: ref, plan, isAnonymous: call.session == nil)) }
        }
        return contents
    }

    fileprivate func keep(_ rest: Collector.Rest, _ call: Call) throws(Fault) -> String {
        let token = UUID().uuidString.lowercased()
        collectors[try collector(call)]?.rests[token] = rest
        return token
    }

    /// What changed since a version, as soon as something did.
    ///
    /// - Parameter seconds: how long it is waited for; nil for as long as it takes.
    fileprivate func waitForUpdates(_ call: Call, seconds: Double?, limit: Int?) async throws -> Value? {
        let id = try collector(call)
        let version = call.string("version") ?? ""
        guard var collector = collectors[id] else { throw Fault.notFound(call.target) }
        if version.isEmpty {
            for index in collector.filters.indices {
                collector.filters[index].filter.known = [:]
                collector.filters[index].filter.seen = -1
            }
            collector.last = nil
        } else if version != "\(collector.version)" {
            if let last = collector.last, last.from == version { return .raw(last.reply) }
            throw Fault("InvalidCollectorVersion", "The specified version of the collector is not valid.")
        }
        collector.turn += 1
        let turn = collector.turn
        collector.isWaiting = true
        collectors[id] = collector
        defer { collectors[id]?.isWaiting = false }
        let deadline = seconds.map { SimulatedTime.steady + $0 }
        while true {
            guard collectors[id]?.turn == turn else {
                throw Fault("RequestCanceled", "The request was canceled.")
            }
            let seen = revision
            caller = call.session
            if let reply = try reply(id, version, limit: limit ?? .max) { return .raw(reply) }
            let left = deadline.map { $0 - SimulatedTime.steady } ?? 1800
            guard left > 0, !Task.isCancelled else { return nil }
            await nextChange(after: seen, within: left)
            if let session = call.session, sessions[session.key] == nil { throw Fault.notAuthenticated(call.target, "System.View") }
        }
    }

    /// An `UpdateSet`; nil where nothing changed.
    private func reply(_ id: String, _ version: String, limit: Int) throws(Fault) -> String? {
        guard var collector = collectors[id] else { return nil }
        var sets = ""
        var left = limit
        var isTruncated = false
        for index in collector.filters.indices where collector.filters[index].filter.seen < revision {
            guard left > 0 else {
                isTruncated = true
                break
            }
            let found = try updates(&collector.filters[index].filter, limit: left)
            left -= found.count
            isTruncated = isTruncated || found.isTruncated
            guard found.count > 0 else { continue }
            sets += "<filterSet><filter type=\"PropertyFilter\">\(collector.filters[index].id)</filter>\(found.xml)</filterSet>"
        }
        // A first answer comes whether or not there is anything.
        guard !sets.isEmpty || version.isEmpty && collector.filters.isEmpty == false && collector.last == nil else {
            collectors[id] = collector
            return nil
        }
        collector.version += 1
        let reply = "<version>\(collector.version)</version>\(sets)" + (isTruncated ? "<truncated>true</truncated>" : "")
        collector.last = (version, reply)
        collectors[id] = collector
        return reply
    }
}
