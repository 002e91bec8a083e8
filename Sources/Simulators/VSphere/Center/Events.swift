/// Events, and those who read along.
struct History: Sendable {
    let session: String
    /// Events' keys, or tasks' numbers, that were read.
    var place: Int
    var pageSize = 100
    let isOfTasks: Bool
    let filter: DataObject
}

extension Center {
    /// How many events are kept.
    private static let eventLimit = 10_000

    /// Notes that something happened.
    ///
    /// - Parameter ref: what it happened to.
    @discardableResult
    func post(
        _ type: String, _ message: String, user: String, about ref: Ref? = nil, _ fields: KeyValuePairs<String, Value?> = [:]
    ) -> DataObject {
        state.lastEventKey += 1
        var event = DataObject(
            type,
            [
                "key": .int(state.lastEventKey), "chainId": .int(state.lastEventKey), "createdTime": .date(now), "userName": .string(user),
                "fullFormattedMessage": .string(message),
            ])
        if let ref { describe(ref, &event) }
        for (name, value) in fields { if let value { event[name] = value } }
        events.append(event)
        if events.count > Self.eventLimit { events.removeFirst(events.count - Self.eventLimit * 9 / 10) }
        touch(singleton("EventManager"))
        for (id, history) in histories where !history.isOfTasks { touch(Ref("EventHistoryCollector", id)) }
        return event
    }

    /// Names what an event is about, and where that lies.
    private func describe(_ ref: Ref, _ event: inout DataObject) {
        func argument(_ type: String, _ field: String, _ ref: Ref?) -> Value? {
            guard let ref, let entity = state.entity(ref) else { return nil }
            return .object(DataObject(type, ["name": .string(entity.name), field: .ref(ref)]))
        }
        event["datacenter"] = argument("DatacenterEventArgument", "datacenter", datacenter(of: ref)?.ref)
        var host: Ref?
        if ref.type == "VirtualMachine" {
            event["vm"] = argument("VmEventArgument", "vm", ref)
            host = state.machines[ref.id]?.host
        } else if ref.type == "HostSystem" {
            host = ref
        }
        event["host"] = argument("HostEventArgument", "host", host)
        event["computeResource"] = argument("ComputeResourceEventArgument", "computeResource", host.flatMap { state.hosts[$0.id]?.parent })
        if TypeTable.shared.derives(event.type, from: "VmEvent") { event["template"] = .bool(state.machines[ref.id]?.isTemplate ?? false) }
    }
}
