import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: BackingUp {
    /// See ``BackingUp/backUp(_:to:)``. A tarball for `lxc import`, not compressed. It takes as much room on the daemon's host as the instance while it is sent.
    public func backUp(_ id: NativeID, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(DriverError) {
        let attempt = "back up"
        try check(id, attempt)
        _ = try await existing(id, attempt)
        try await settle(id.text, attempt)
        let client = try await door.client(attempt, id.text)
        do {
            try await client.backUp(id.text, named: "strata-\(UID.random().text.prefix(8))") { bytes in
                guard await sink(bytes) else { throw LXDError.cancelled }
            }
        } catch {
            throw (error as? LXDError).map { DriverError($0, attempt, id.text) } ?? .failed(.init(attempt, id.text, answer: "\(error)"))
        }
    }

    /// See ``BackingUp/restore(_:from:)``. The daemon makes the instance under a passing name, which no list shows, since the backup says whose it was; it gets
    /// its own with the note gone.
    public func restore(
        _ name: String, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError) -> NativeID {
        let attempt = "restore"
        guard MachineName.isValid(name), !PassingName.isOne(name) else {
            throw .refused(
                .init(
                    attempt, name.printable(limit: 80), answer: "no instance can be called that",
                    hint: "Use letters, digits and hyphens, at most 63, and a letter first"))
        }
        guard try await record(name, attempt) == nil else {
            throw .refused(
                .init(
                    attempt, name, answer: "the daemon has an instance of that name", hint: "Choose another name, or remove that one first")
            )
        }
        let passing = PassingName.make()
        let pool = options.pool
        do throws(DriverError) {
            let client = try await door.client(attempt, name)
            do throws(LXDError) {
                try await client.restore(.rest(source), as: passing, pool: pool)
            } catch {
                throw Task.isCancelled ? .cancelled : DriverError(error, attempt, name)
            }
            guard var made = try await record(passing, attempt) else {
                throw .failed(.init(attempt, name, answer: "the daemon says that it is made, and does not have it"))
            }
            made.config = made.config.filter { !$0.key.hasPrefix(MachineTag.prefix) }
            let document = made.writable
            try await order(passing, attempt) { _ = try await $0.perform(.put, LXDTarget.instance(passing), document) }
            try await order(passing, attempt) {
                _ = try await $0.perform(.post, LXDTarget.instance(passing), ["name": .string(name)])
            }
            return NativeID(name)
        } catch {
            // Cancelled or not, what has no name of its own must go. Where the daemon is away, the next connection removes it.
            await Task { try? await discard(passing) }.value
            throw error
        }
    }

    /// Removes instances that restores left under passing names, once they are older than any restore.
    func removePassing() async throws(DriverError) {
        let paths = try await ask("remove what was left of restores on", site) {
            try await $0.send(.get, "/1.0/instances").metadata.array ?? []
        }
        for path in paths {
            let name = path.string?.split(separator: "/").last?.prefix { $0 != "?" } ?? ""
            if PassingName.isStale(String(name)) { try await discard(String(name)) }
        }
    }

    private func discard(_ passing: String) async throws(DriverError) {
        let attempt = "remove what was left of a restore on"
        try await settle(passing, attempt)
        guard try await record(passing, attempt) != nil else { return }
        try await order(passing, attempt) { _ = try await $0.perform(.delete, LXDTarget.instance(passing)) }
    }
}
