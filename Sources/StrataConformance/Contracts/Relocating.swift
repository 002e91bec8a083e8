import StrataAPI
import StrataDriverKit

extension Contract {
    static let moving: [Contract] = [
        Contract(
            "move", .move,
            "A machine that is moved, on or off, is the other site's and no longer the first's; who has it is told at each step."
        ) {
            stage in
            for isOn in [false, true] {
                let (instance, id) = isOn ? try await stage.running("on") : try await stage.stopped("off")
                let uid = instance.metadata.uid
                try await stage.withNeighbour { target in
                    let move = try stage.move(instance, id, isOn, to: target)
                    guard try await stage.takesAlong(move, id, isOn) else { return }
                    try await move.prepare { _ in }
                    _ = try await move.send { _ in }
                    try stage.expectEqual(try await move.whereabouts(), .source, "who has the machine before it is taken over")
                    let there = try await move.commit()
                    try stage.expectEqual(try await move.commit(), there, "the machine of a second take-over")
                    try stage.expectEqual(try await move.whereabouts(), .target(there), "who has the machine after it was taken over")
                    for _ in 0..<2 { try await move.finish() }
                    try stage.expectEqual(try await target.observe(there)?.owner, uid, "the owner there")
                    try stage.expectEqual(try await target.observe(there)?.power, isOn ? .running : .stopped, "the power there")
                    try stage.expectEqual(try await stage.machines(of: uid).count, 0, "the number of machines that are left here")
                    try await target.delete(there, owner: uid)
                }
            }
        },
        Contract("move.abort", .move, "A move that is given up before or after the machine was sent leaves it where it was, as it was.") {
            stage in
            let (instance, id) = try await stage.running()
            try await stage.withNeighbour { target in
                let isOn = try await stage.takesAlong(try stage.move(instance, id, true, to: target), id, true)
                if !isOn { try await stage.driver.stop(id, grace: .zero) }
                for isSent in [false, true] {
                    let move = try stage.move(instance, id, isOn, to: target)
                    try await move.prepare { _ in }
                    if isSent { _ = try await move.send { _ in } }
                    for _ in 0..<2 { _ = try await move.abort(isUncommitted: true) }
                    try stage.expectEqual(try await stage.power(id), isOn ? .running : .stopped, "the power after a move that was given up")
                    let arrived = try await target.list().filter { $0.owner == instance.metadata.uid }
                    try stage.expectEqual(arrived.count, 0, "the number of machines there")
                }
            }
        },
    ]
}

extension Stage {
    fileprivate func withNeighbour(_ body: (any Driver) async throws -> Void) async throws {
        guard let connect = subject.neighbour else { throw NotTried(reason: "there is no second site to move to") }
        let target = try await connect()
        do {
            try await body(target)
        } catch {
            await target.close()
            throw error
        }
        await target.close()
    }

    /// Whether a stack takes a machine along: one that runs may be refused, and then goes on as it was.
    fileprivate func takesAlong(_ move: any MachineMove, _ id: NativeID, _ isOn: Bool) async throws -> Bool {
        do throws(DriverError) {
            try await move.check()
            return true
        } catch {
            guard isOn, case .refused = error else { throw error }
            try expectEqual(try await power(id), .running, "the power of a machine that is not moved")
            return false
        }
    }

    fileprivate func move(_ instance: Instance, _ id: NativeID, _ isOn: Bool, to target: any Driver) throws -> any MachineMove {
        let order = MoveOrder(order: order(instance), id: id, isLive: isOn, runs: isOn)
        guard let move = try able((any Moving).self).move(order, toSite: target) else {
            throw Breach("a site of the same stack is refused as a target")
        }
        return move
    }
}
