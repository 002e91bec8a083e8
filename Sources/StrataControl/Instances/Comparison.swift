import StrataAPI
import StrataDriverKit
import StrataResources

/// How far a machine is what its instance says, apart from its power.
struct Comparison: Sendable {
    /// The fields that take effect at the next start.
    var pending: [String] = []
    /// Where the machine was changed by others and left so.
    var differences: [Instance.Difference] = []
    /// Who left it so, in words, as far as the stack tells.
    var changedBy = ""
    /// ``ObservedInstance/settings`` of what was compared; nil where nothing was.
    var settings: String?
    var wasUpdated = false
    /// What the instance names and is not there yet; until it is, nothing is brought over.
    var missing: AttachmentLookup.Missing?

    static let drifted = "Drifted"

    /// `changed by others`, and by whom.
    static func changed(_ by: String) -> String { by.isEmpty ? "changed by others" : "changed by others (\(by))" }

    /// The condition `InSync`, and the differences behind it.
    func write(to instance: inout Instance, _ generation: Int) {
        instance.status.drift = differences
        instance.status.changedBy = differences.isEmpty ? "" : changedBy
        let condition: Condition
        if let missing {
            condition = Condition("InSync", .no, reason: missing.reason, message: missing.message, generation: generation)
        } else if !differences.isEmpty {
            let list = differences.map(\.words).joined(separator: "; ")
            condition = Condition(
                "InSync", .no, reason: Self.drifted, message: "\(Self.changed(changedBy)): \(list)", generation: generation)
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
    ///
    /// - Parameter missing: what the instance names and is not there.
    mutating func compare(_ found: ObservedInstance, _ missing: AttachmentLookup.Missing?) async throws -> Comparison {
        let before = Comparison(
            pending: pendingBefore, differences: instance.status.drift, changedBy: instance.status.changedBy, missing: missing)
        guard instance.spec.rights.contains(.update), missing == nil else { return before }
        let id = found.id
        if instance.status.observedGeneration != instance.metadata.generation {
            let pending = try await update(id)
            guard driver is any Comparing else { return Comparison(pending: pending, wasUpdated: driver is any Reconfiguring) }
            return try await afterUpdate(id, pending)
        }
        guard found.settings != instance.status.settings, let able = driver as? any Comparing else { return before }
        let changes = try await withDeadline(context.patience) { [order] in try await able.changes(id, to: order) }
        let differences = Self.without(before.pending, changes.map(\.difference))
        guard !differences.isEmpty else { return Comparison(pending: before.pending, settings: found.settings) }
        let words = differences.map(\.words).joined(separator: "; ")
        let author = found.lastChange?.words ?? ""
        guard instance.spec.drift == .correct else {
            if differences != instance.status.drift {
                context.events.record(.warning, Comparison.drifted, "\(Comparison.changed(author)), and left so: \(words)", about: instance)
            }
            return Comparison(pending: before.pending, differences: differences, changedBy: author, settings: found.settings)
        }
        let pending = try await update(id)
        context.events.record(
            .normal, "Corrected", "was \(Comparison.changed(author)), and made again what it should be: \(words)", about: instance)
        let fields = before.pending + pending.filter { !before.pending.contains($0) }
        return try await afterUpdate(id, fields)
    }

    /// What is left to differ after an update: what cannot be undone, such as a line of the owner's that goes before Strata's.
    private func afterUpdate(_ id: NativeID, _ pending: [String]) async throws -> Comparison {
        guard let able = driver as? any Comparing else { return Comparison(pending: pending, wasUpdated: true) }
        // Looked at first, so that what others change after the comparison shows at the next look.
        let settings = try await withDeadline(context.patience) { try await able.observe(id)?.settings }
        let rest = try await withDeadline(context.patience) { [order] in try await able.changes(id, to: order) }.map(\.difference)
        return Comparison(
            pending: pending, differences: Self.without(pending, rest), settings: settings, wasUpdated: true)
    }

    /// The differences but for those of fields that wait for the next start.
    private static func without(_ pending: [String], _ differences: [Instance.Difference]) -> [Instance.Difference] {
        differences.filter { difference in !pending.contains { difference.field.hasPrefix(String($0.prefix { $0 != " " })) } }
    }

    /// What the instance wishes of the machine that it has.
    var order: Order {
        var order = Order(instance, type: instance.spec.type ?? type(of: driver).types.first ?? .container, image: nil, stack: site.stack)
        (order.networks, order.volumes) = (attached.networks, attached.volumes)
        order.server = context.server
        return order
    }
}
