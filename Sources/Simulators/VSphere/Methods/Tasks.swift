import FoundationEssentials

extension Operations {
    static let tasks: [String: [String: Operation]] = [
        "Task": [
            "CancelTask": { center, call in
                guard let task = center.tasks[call.target.id] else { throw Fault.notFound(call.target) }
                guard task.endedAt == nil else { throw Fault.state() }
                center.tasks[call.target.id]?.isCancelled = true
                center.workers[call.target.id]?.cancel()
                center.touch(call.target)
                return nil
            }
        ],
        "TaskManager": [
            "CreateCollectorForTasks": { center, call in
                .ref(try center.addHistory(call, isOfTasks: true, type: "TaskHistoryCollector"))
            }
        ],
        "TaskHistoryCollector": [
            "ReadNextTasks": { center, call in .objects(try center.read(call, forward: true)) },
            "ReadPreviousTasks": { center, call in .objects(try center.read(call, forward: false)) },
        ],
        "HistoryCollector": [
            "SetCollectorPageSize": { center, call in
                guard let most = call.int("maxCount"), (1...1000).contains(most) else { throw Fault.argument("maxCount") }
                center.histories[call.target.id]?.pageSize = Int(most)
                return nil
            },
            "RewindCollector": { center, call in
                center.histories[call.target.id]?.place = 0
                return nil
            },
            "ResetCollector": { center, call in
                center.histories[call.target.id]?.place = .max
                return nil
            },
            "DestroyCollector": { center, call in
                center.histories[call.target.id] = nil
                center.forget(call.target)
                return nil
            },
        ],
    ]

    static let events: [String: [String: Operation]] = [
        "EventManager": [
            "QueryEvents": { center, call in .objects(center.events(matching: try call.required("filter"))) },
            "CreateCollectorForEvents": { center, call in
                .ref(try center.addHistory(call, isOfTasks: false, type: "EventHistoryCollector"))
            },
            "LogUserEvent": { center, call in
                center.post(
                    "GeneralUserEvent", call.string("msg") ?? "", user: call.userName, about: call.ref("entity"), ["message": call["msg"]])
                return nil
            },
            "RetrieveArgumentDescription": { _, _ in .list([]) },
        ],
        "EventHistoryCollector": [
            "ReadNextEvents": { center, call in .objects(try center.read(call, forward: true)) },
            "ReadPreviousEvents": { center, call in .objects(try center.read(call, forward: false)) },
        ],
    ]
}

extension Call {
    /// An object that must be given.
    func required(_ name: String) throws(Fault) -> DataObject {
        guard let object = object(name) else { throw .argument(name) }
        return object
    }
}

extension Center {
    fileprivate func addHistory(_ call: Call, isOfTasks: Bool, type: String) throws(Fault) -> Ref {
        guard let session = call.session else { throw .notAuthenticated(call.target, "System.View") }
        guard histories.values.count(where: { $0.session == session.key }) < 32 else { throw .state("There are 32 collectors already.") }
        let id = "session[\(session.key)]\(UUID().uuidString.lowercased())"
        histories[id] = History(session: session.key, place: 0, isOfTasks: isOfTasks, filter: try call.required("filter"))
        return Ref(type, id)
    }

    /// Events that a filter lets through, the oldest first.
    fileprivate func events(matching filter: DataObject) -> [DataObject] {
        let types = filter.strings("type") + filter.strings("eventTypeId").map { $0.split(separator: ".").last.map(String.init) ?? $0 }
        let users = filter.object("userName")?.strings("userList") ?? []
        let (begin, end) = Self.time(filter)
        let entity = filter.object("entity")
        var found = events.filter { event in
            if !types.isEmpty, !types.contains(where: { TypeTable.shared.derives(event.type, from: $0) }) { return false }
            if !users.isEmpty, !users.contains(where: { $0.lowercased() == event.string("userName")?.lowercased() }) { return false }
            if let chain = filter.int("eventChainId"), event.int("chainId") != chain { return false }
            if case .date(let time) = event["createdTime"], time < begin || time > end { return false }
            return entity.map { concerns(event, $0) } ?? true
        }
        if let most = filter.int("maxCount"), most > 0, found.count > Int(most) { found.removeFirst(found.count - Int(most)) }
        return found
    }

    private static func time(_ filter: DataObject) -> (Double, Double) {
        func date(_ name: String) -> Double? { if case .date(let time) = filter.object("time")?[name] { time } else { nil } }
        return (date("beginTime") ?? 0, date("endTime") ?? .infinity)
    }

    /// Whether an event is about an object, or about something in it, as the filter has it.
    private func concerns(_ event: DataObject, _ filter: DataObject) -> Bool {
        guard let entity = filter.ref("entity") else { return true }
        let named = ["vm", "host", "computeResource", "datacenter"].compactMap { event.object($0)?.ref($0) }
        switch filter.string("recursion") {
        case "self": return named.first == entity
        default:
            if entity == state.root { return filter.string("recursion") == "all" || !named.isEmpty }
            if named.contains(entity) { return true }
            guard var place = named.first.flatMap({ state.entity($0)?.parent }) else { return false }
            while true {
                if place == entity { return true }
                guard let next = state.entity(place)?.parent else { return false }
                place = next
            }
        }
    }

    /// What a collector goes through: the numbers and the objects.
    private func entries(_ history: History) -> [(number: Int, object: DataObject)] {
        guard history.isOfTasks else { return events(matching: history.filter).map { (Int($0.int("key") ?? 0), $0) } }
        let states = history.filter.strings("state")
        let entity = history.filter.object("entity")?.ref("entity")
        return taskOrder.compactMap { tasks[$0] }.filter {
            (states.isEmpty || states.contains($0.state)) && (entity == nil || entity == state.root || $0.entity == entity)
        }.map { ($0.number, $0.info) }
    }

    fileprivate func read(_ call: Call, forward: Bool) throws(Fault) -> [DataObject] {
        guard let history = histories[call.target.id] else { throw .notFound(call.target) }
        guard let most = call.int("maxCount"), (1...1000).contains(most) else { throw .argument("maxCount") }
        let all = entries(history)
        let page =
            forward
            ? Array(all.filter { $0.number > history.place }.prefix(Int(most)))
            : Array(all.filter { $0.number < history.place }.suffix(Int(most)).reversed())
        if let last = page.last { histories[call.target.id]?.place = last.number }
        return page.map(\.object)
    }

    /// The newest entries, the newest first.
    func latestPage(_ ref: Ref) -> Value? {
        guard let history = histories[ref.id] else { return nil }
        return .objects(entries(history).suffix(history.pageSize).reversed().map(\.object))
    }
}
