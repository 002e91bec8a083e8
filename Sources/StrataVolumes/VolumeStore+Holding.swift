public import StrataAPI
public import StrataDriverKit

extension VolumeStore {
    /// Gives a volume to an owner, alone unless all that have it only read it.
    ///
    /// - Parameters:
    ///   - name: the owner's name, which another one is told.
    /// - Throws: ``DriverError/refused(_:)`` with the name of whoever has it.
    public func claim(_ uid: UID, owner: UID, name: String, isReadOnly: Bool) async throws(DriverError) {
        let attempt = "attach the volume"
        let place = try place(of: uid, attempt, name)
        _ = try self.place(of: owner, attempt, name)
        guard let record = try await record(uid) else {
            throw .refused(.init(attempt, uid.text, answer: "there is no such volume on this machine"))
        }
        let output = try await answer(
            Scripts.claim, [place, owner.text, isReadOnly ? "r" : "w", name.printable(limit: 400), keeper], attempt, record.name)
        if output.exit == .exited(Scripts.held) {
            throw .refused(
                .init(
                    attempt, record.name, answer: "\(Self.names(output)) has it",
                    hint: "Detach it there, or attach it everywhere with readOnly: true"))
        }
        try check(output, attempt, record.name)
    }

    /// Takes back all volumes that an owner has but those named, and unmounts what nobody has any more.
    public func release(owner: UID, except kept: Set<UID> = []) async throws(DriverError) {
        _ = try place(of: owner, "detach the volumes of", owner.text)
        guard try await hasVolumes() else { return }
        try await run(
            Scripts.release, [directory, owner.text] + kept.map(\.text).sorted(), "detach the volumes of", owner.text)
    }

    /// The owners to whom this keeper gave volumes.
    public func owners() async throws(DriverError) -> Set<UID> {
        guard try await hasVolumes() else { return [] }
        let output = try await run(Scripts.owners, [directory, keeper], "look for volumes in", directory)
        return Set(output.text.split(separator: "\n").map { UID(String($0)) })
    }

    /// Whether there ever was a volume here. Every start and removal of a machine asks, and most machines never have one.
    private func hasVolumes() async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await machine.exists(directory)
        } catch {
            throw DriverError(error, "look for volumes in", directory)
        }
    }

    /// Mounts the file system of a volume on the machine, unless it is.
    ///
    /// - Returns: where.
    /// - Throws: ``DriverError/refused(_:)`` for a volume without one.
    @discardableResult
    public func mount(_ uid: UID) async throws(DriverError) -> String {
        let attempt = "mount the volume"
        let place = try place(of: uid, attempt, uid.text)
        guard let record = try await record(uid) else {
            throw .refused(.init(attempt, uid.text, answer: "there is no such volume on this machine"))
        }
        guard record.format != .none else {
            throw .refused(
                .init(
                    attempt, record.name, answer: "it is a blank disk, and a container needs a file system",
                    hint: "Make a volume with spec.format: ext4"))
        }
        try await run(Scripts.mount, [place], attempt, record.name)
        return mountPoint(of: uid)
    }
}
