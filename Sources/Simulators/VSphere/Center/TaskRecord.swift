import SimulatorKit

/// Work that takes a while, or took.
struct TaskRecord: Sendable {
    let ref: Ref
    /// `PowerOnVM_Task`.
    let name: String
    /// `VirtualMachine.powerOn`.
    let descriptionID: String
    let entity: Ref?
    let entityName: String
    let user: String
    let queuedAt: Double
    let number: Int
    var state = "queued"
    var startedAt: Double?
    var endedAt: Double?
    var progress: Int?
    var isCancelled = false
    var fault: Fault?
    var result: Value?

    var info: DataObject {
        DataObject(
            "TaskInfo",
            [
                "key": .string(ref.id), "task": .ref(ref), "name": .string(name), "descriptionId": .string(descriptionID),
                "entity": entity.map(Value.ref), "entityName": .string(entityName), "state": .string(state),
                "cancelled": .bool(isCancelled),
                "cancelable": .bool(endedAt == nil), "error": fault.map { .object($0.localized) }, "result": result,
                "progress": state == "running" ? progress.map(Value.int) : nil,
                "reason": .object(DataObject("TaskReasonUser", ["userName": .string(user)])), "queueTime": .date(queuedAt),
                "startTime": startedAt.map(Value.date), "completeTime": endedAt.map(Value.date), "eventChainId": .int(number),
            ])
    }
}

extension Center {
    /// Begins a task on an object.
    ///
    /// - Parameters:
    ///   - seconds: how long it takes there.
    ///   - locks: objects that nobody else may work on meanwhile.
    ///   - undo: what a task takes back that fails or is cancelled.
    ///   - work: what is so at its end; what it throws is what the task failed of.
    /// - Throws: `TaskInProgress` where another task has one of the objects.
    func begin(
        _ call: Call, on entity: Ref? = nil, seconds: Double, locks: [Ref] = [], undo: (@Sendable (isolated Center) -> Void)? = nil,
        _ work: @escaping @Sendable (isolated Center) async throws -> Value?
    ) throws(Fault) -> Value {
        for ref in locks {
            guard let other = busy[ref] else { continue }
            // A lease has it.
            guard let task = tasks[other] else { throw .state() }
            throw Fault(
                "TaskInProgress", "The operation is not allowed in the current state: another task is already in progress.",
                ["task": .ref(task.ref)])
        }
        lastTask += 1
        let entity = entity ?? call.target
        let id = state.isESXi ? "haTask-\(entity.id)-vim.\(call.descriptionID)-\(lastTask)" : "task-\(lastTask)"
        var record = TaskRecord(
            ref: Ref("Task", id), name: call.method.name, descriptionID: call.descriptionID,
            entity: state.entity(entity) == nil ? nil : entity,
            entityName: state.entity(entity)?.name ?? "", user: call.userName, queuedAt: now, number: lastTask)
        record.progress = 0
        tasks[id] = record
        taskOrder.append(id)
        for ref in locks { busy[ref] = id }
        post("TaskEvent", "Task: \(call.descriptionID)", user: call.userName, about: entity, ["info": .object(record.info)])
        touch(record.ref, entity, singleton("TaskManager"))
        let hangs = disturbances.strikes("task-hangs")
        let fails = disturbances.strikes("task-fails")
        workers[id] = Task {
            do {
                self.progress(id, 0)
                if hangs { try await Task.sleep(for: .seconds(86_400)) }
                for step in 1...4 {
                    try await time.pass(seconds / 4)
                    if step < 4 { self.progress(id, step * 25) }
                }
                if fails {
                    throw Fault("SystemError", "A general system error occurred: the simulator was asked for it", ["reason": "simulated"])
                }
                let result = try await work(self)
                finish(id, locks, result: result)
            } catch let fault as Fault {
                undo?(self)
                finish(id, locks, fault: fault)
            } catch {
                undo?(self)
                finish(id, locks, fault: Fault("RequestCanceled", "The task was canceled by a user."))
            }
        }
        return .ref(record.ref)
    }

    private func progress(_ id: String, _ percent: Int) {
        guard var record = tasks[id], record.endedAt == nil else { return }
        record.state = "running"
        record.startedAt = record.startedAt ?? now
        record.progress = percent
        tasks[id] = record
        touch(record.ref)
    }

    private func finish(_ id: String, _ locks: [Ref], result: Value? = nil, fault: Fault? = nil) {
        workers[id] = nil
        for ref in locks where busy[ref] == id { busy[ref] = nil }
        guard var record = tasks[id] else { return }
        record.state = fault == nil ? "success" : "error"
        record.endedAt = now
        record.fault = fault
        record.result = result
        tasks[id] = record
        touch(record.ref)
        if let entity = record.entity, state.entity(entity) != nil { touch(entity) }
        // As many as are kept.
        if taskOrder.count > 4000 {
            for old in taskOrder.prefix(1000) where workers[old] == nil {
                if let ref = tasks.removeValue(forKey: old)?.ref { forget(ref) }
            }
            taskOrder.removeAll { tasks[$0] == nil }
        }
        save()
    }

    /// Tasks of an object that are new enough to be shown with it.
    func recent(_ entity: Ref) -> [Ref] {
        guard busy[entity] != nil || touched[entity] != nil else { return [] }
        return taskOrder.suffix(200).filter { tasks[$0]?.entity == entity && isRecent($0) }.compactMap { tasks[$0]?.ref }
    }

    func isRecent(_ id: String) -> Bool { tasks[id].map { $0.endedAt == nil || now - ($0.endedAt ?? 0) < 600 } ?? false }
}
