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

    /// Takes an instance that is off to the member that its order names.
    ///
    /// - Returns: the field, where that waits until the instance is off.
    func place(_ record: InstanceRecord, _ order: Order, _ attempt: String) async throws(DriverError) -> [String] {
        guard let member = try wantedMember(record, order, attempt) else { return [] }
        guard record.isOff else { return ["\(Self.memberField) (once it is stopped)"] }
        try await self.order(record.name, attempt, within: .seconds(3600)) { client in
            _ = try await client.perform(
                .post, LXDTarget.instance(record.name, "?target=\(LXDTarget.encoded(member))"),
                ["name": .string(record.name), "migration": true, "live": false], within: .seconds(3600))
        }
        return []
    }
}
