import LXD
import StrataAPI
import StrataDriverKit

/// The members of a cluster, which are one site's hosts.
extension LXDDriver {
    static let memberField = "spec.stack.\(stack).member"

    /// The member that an order names where the instance is on another.
    func wantedMember(_ record: InstanceRecord, _ order: Order, _ attempt: String) throws(DriverError) -> String? {
        let member: String
        do {
            member = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", Self.stack)).member
        } catch {
            throw .refused(.init(attempt, record.name, answer: "\(error)"))
        }
        guard !member.isEmpty, member != record.location else { return nil }
        guard facts.isClustered else {
            throw .refused(
                .init(attempt, record.name, answer: "the daemon is in no cluster, and has no member \(member.printable(limit: 80))"))
        }
        return member
    }

    /// Takes an instance to the member that its order names: one that is off, or a virtual machine that runs and whose memory can be kept, which is suspended for
    /// that and runs on there.
    ///
    /// - Returns: the field, where that waits until the instance is off.
    func place(_ record: InstanceRecord, _ order: Order, _ attempt: String) async throws(DriverError) -> [String] {
        guard let member = try wantedMember(record, order, attempt) else { return [] }
        if record.isOff {
            try await carry(record.name, to: member, attempt)
            return []
        }
        guard canBeCarried(record) else { return ["\(Self.memberField) (once it is stopped)"] }
        let id = NativeID(record.name)
        do {
            try await suspend(id)
            try await carry(record.name, to: member, attempt)
        } catch {
            // Also where this was cancelled: its guest must not stand still for that. Where it does not start either, the next look finds it suspended.
            await Task {
                try? await settle(record.name, attempt)
                try? await start(id)
            }.value
            throw error
        }
        try await start(id)
        return []
    }

    /// Whether a machine that is on can go to another member.
    func canBeCarried(_ record: InstanceRecord) -> Bool { record.power == .running && KeptMemory.obstacle(record, facts) == nil }

    /// How long a disk may take to another member.
    private static let carrying = Duration.seconds(6 * 3600)

    private func carry(_ name: String, to member: String, _ attempt: String) async throws(DriverError) {
        try await order(name, attempt, within: Self.carrying) { client in
            _ = try await client.perform(
                .post, LXDTarget.instance(name, "?target=\(LXDTarget.encoded(member))"),
                ["name": .string(name), "migration": true, "live": false], within: Self.carrying)
        }
    }
}
