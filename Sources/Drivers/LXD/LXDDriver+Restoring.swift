import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: NativeRestoring {
    /// See ``NativeRestoring/restore(_:from:)``. The daemon makes an instance with a passing name, which nobody is shown before it is noted as the order's; then
    /// it gets its own. It comes to the site's pool. What it had of Strata's networks and volumes stays behind.
    public func restore(
        _ order: Order, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError) -> NativeID {
        let attempt = "restore"
        let object = order.name.name
        if let found = try await find(order.uid, attempt, object) {
            return MachineName.isPassing(found.name, for: order.uid) ? try await rename(found.name, order, attempt) : NativeID(found.name)
        }
        for left in try await everyRecord(attempt, object) where MachineName.isPassing(left.name, for: order.uid) {
            try await removePassing(left.name, attempt)
        }
        let passing = MachineName.passing(for: order.uid)
        let pool = try await volumePool(attempt, object)
        let client = try await door.client(attempt, object)
        let met = StreamFault()
        do {
            try await client.restore(
                .flow {
                    do throws(DriverError) {
                        return try await source()
                    } catch {
                        met.keep(error)
                        throw LXDError.cancelled
                    }
                }, as: passing, pool: pool)
            try await note(order, on: passing, attempt)
            return try await rename(passing, order, attempt)
        } catch {
            // A task of its own, since a cancelled one can send nothing. Where the daemon is gone, the next connection to it removes what is left.
            _ = await Task { try await removePassing(passing, attempt) }.result
            throw (met.kept as? DriverError) ?? (error as? DriverError) ?? (error as? LXDError).map { DriverError($0, attempt, object) }
                ?? .failed(.init(attempt, object, answer: "\(error)"))
        }
    }

    /// Removes what restores and moves left that did not come to their end, unless the daemon works on it still.
    func removeUnfinished() async throws(DriverError) {
        let attempt = "remove what was left unfinished on"
        let now = Timestamp.now()
        for record in try await everyRecord(attempt, site) {
            if record.isHalfRestored { try await removePassing(record.name, attempt) }
            if record.isStranded(at: now), try await !isWorkedOn(record.name, attempt) { try await remove(record, attempt) }
        }
    }

    /// Removes an instance with a passing name, where there is one that is nobody's yet.
    private func removePassing(_ name: String, _ attempt: String) async throws(DriverError) {
        guard try await record(name, attempt) != nil else { return }
        try await settle(name, attempt)
        guard let left = try await record(name, attempt), left.isHalfRestored, try await !isWorkedOn(name, attempt) else { return }
        try await remove(left, attempt)
    }

    /// Makes a restored instance the order's. What it has beyond that stays, unless it would let it act on the host.
    private func note(_ order: Order, on name: String, _ attempt: String) async throws(DriverError) {
        try await rewrite(name, attempt) { record throws(DriverError) in
            if !options.hostAccess, let reach = RestoredReach(record).reasons.first {
                throw .refused(
                    .init(
                        attempt, order.name.name, answer: "the backup's \(reach.printable(limit: 120)) lets an instance act on the host",
                        hint: "If that is wanted, set spec.options.hostAccess of the Site to true"))
            }
            var wanted = record
            var tag = MachineTag(uid: order.uid, instance: order.name.description, origin: .adopted)
            (tag.server, tag.labels) = (order.server, order.labels)
            wanted.config = record.config.filter { !$0.key.hasPrefix(MachineTag.prefix) }.merging(tag.config) { $1 }
            // Two on one network need addresses of their own; where the first is gone, its addresses are kept.
            if let former = record.tag?.uid, try await find(former, attempt, order.name.name) != nil {
                wanted.config = wanted.config.filter { !($0.key.hasPrefix("volatile.") && $0.key.hasSuffix(".hwaddr")) }
            }
            wanted.devices = record.devices.filter { !RestoredReach.staysBehind($0.key, $0.value) }
            return wanted
        }
    }

    private func rename(_ passing: String, _ order: Order, _ attempt: String) async throws(DriverError) -> NativeID {
        for name in MachineName.candidates(for: order.name.name, uid: order.uid) {
            do throws(DriverError) {
                try await self.order(passing, attempt) { client in
                    _ = try await client.perform(.post, LXDTarget.instance(passing), ["name": .string(name)])
                }
                return NativeID(name)
            } catch {
                guard Self.saysTaken(error) else { throw error }
            }
        }
        return NativeID(passing)
    }
}
