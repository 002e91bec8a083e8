import StrataAPI
import StrataDriverKit
import StrataResources

/// How far a machine is what its instance says, apart from its power.
struct Comparison: Sendable {
    /// The fields that take effect at the next start.
    var pending: [String] = []
    /// Where the machine was changed by others and left so.
    var differences: [Instance.Difference] = []
    /// ``ObservedInstance/settings`` of what was compared; nil where nothing was.
    var settings: String?
    var wasUpdated = false

    static let drifted = "Drifted"

    /// The condition `InSync`, and the differences behind it.
    func write(to instance: inout Instance, _ generation: Int) {
        instance.status.drift = differences
        let condition: Condition
        if !differences.isEmpty {
            let list = differences.map(\.words).joined(separator: "; ")
            condition = Condition("InSync", .no, reason: Self.drifted, message: "changed by others: \(list)", generation: generation)
        } else if !pending.isEmpty {
            condition = Condition(
                "InSync", .no, reason: InstanceConvergence.restartNeeded,
                message: "takes effect at the next start: \(pending.joined(separator: ", "))",
                generation: generation)
        } else {
            condition = Condition("InSync", .yes, reason: "Applied", generation: generation)
        }
        instance.status.conditions.set(condition)
    }
}

extension InstanceConvergence {
    /// Brings over settings that were changed since this was last done, and otherwise looks whether others changed the machine.
    func compare(_ found: ObservedInstance) async throws -> Comparison {
        let before = Comparison(pending: pendingBefore, differences: instance.status.drift)
        guard instance.spec.rights.contains(.update) else { return before }
        let id = found.id
        if instance.status.observedGeneration != instance.metadata.generation {
            return Comparison(pending: try await update(id), wasUpdated: driver is any Reconfiguring)
        }
        guard found.settings != instance.status.settings, let able = driver as? any Comparing else { return before }
        let order = Order(instance, type: instance.spec.type ?? type(of: driver).types.first ?? .container, image: nil, stack: site.stack)
        let changes = try await withDeadline(context.patience) { try await able.changes(id, to: order) }
        let differences = changes.map(\.difference)
        guard !differences.isEmpty else { return Comparison(pending: before.pending, settings: found.settings) }
        let words = differences.map(\.words).joined(separator: "; ")
        guard instance.spec.drift == .correct else {
            if differences != instance.status.drift {
                context.events.record(.warning, Comparison.drifted, "changed by others, and left so: \(words)", about: instance)
            }
            return Comparison(pending: before.pending, differences: differences, settings: found.settings)
        }
        let pending = try await update(id)
        // What cannot be undone, such as a line of the owner's that goes before Strata's, is told.
        let rest = try await withDeadline(context.patience) { try await able.changes(id, to: order) }.map(\.difference)
        context.events.record(.normal, "Corrected", "was changed by others, and made again what it should be: \(words)", about: instance)
        let fields = before.pending + pending.filter { !before.pending.contains($0) }
        return Comparison(pending: fields, differences: rest, wasUpdated: true)
    }
}
