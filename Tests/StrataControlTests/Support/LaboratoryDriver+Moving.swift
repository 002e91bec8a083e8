import StrataAPI
import StrataDriverKit

/// Moves machines between laboratories: `prepare` makes a box at the target, and `commit` makes the box a machine.
extension LaboratoryDriver: Moving {
    func move(_ order: MoveOrder, to target: LaboratoryDriver) -> any MachineMove {
        LaboratoryMove(source: laboratory, target: target.laboratory, order: order)
    }

    func keep(_ order: MoveOrder) async throws(DriverError) { try await laboratory.enter("keep", order.id.text) }
}

private struct LaboratoryMove: MachineMove {
    let source: Laboratory
    let target: Laboratory
    let order: MoveOrder

    private var id: NativeID { order.id }

    func check() async throws(DriverError) { try await target.enter("check", id.text) }

    func prepare(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        try await target.enter("prepare", id.text)
        report(MoveProgress(done: 1, left: 1, part: "files"))
    }

    func send(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) -> Duration {
        try await target.enter("send", id.text)
        source.change { $0.machines[id]?.power = .paused }
        return .milliseconds(7)
    }

    func commit() async throws(DriverError) -> NativeID {
        try await target.enter("commit", id.text)
        let machine = source.machines[id]
        target.change { state in
            guard state.machines[id] == nil else { return }
            state.machines[id] = machine
            state.machines[id]?.power = order.runs ? .running : .stopped
        }
        // What happens between the step that decides and its answer.
        try await target.enter("answer", id.text)
        return id
    }

    func finish() async throws(DriverError) {
        try await source.enter("finish", id.text)
        source.change { $0.machines[id] = nil }
    }

    func abort(isUncommitted: Bool) async throws(DriverError) -> DriverError? {
        try await source.enter("abort", id.text)
        source.change { if $0.machines[id]?.power == .paused { $0.machines[id]?.power = .running } }
        return nil
    }

    func whereabouts() async throws(DriverError) -> Whereabouts {
        try await target.enter("whereabouts", id.text)
        return target.machines[id] == nil ? .source : .target(id)
    }
}
