import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataVolumes

extension LXCDriver {
    /// Refuses what can be attached to no container here.
    func checkVolumes(of order: Order, isUnprivileged: Bool, _ attempt: String) throws(DriverError) {
        try ContainerMount.check(order, attempt)
        guard !order.volumes.isEmpty, isUnprivileged, !facts.mapsMounts else { return }
        throw .refused(
            .init(
                attempt, order.name.name, answer: "ids of mounts cannot be mapped by Linux \(facts.kernel) and LXC \(facts.version)",
                hint: "Upgrade to Linux 5.12 and LXC 5, or set spec.stack.lxc.privileged"))
    }

    /// Mounts what a container's configuration names, before it starts.
    func readyVolumes(_ tag: ContainerTag) async throws(DriverError) {
        try await attachments.ready(tag.uid, name: tag.instance, tag.mounts.map { ($0.volume, $0.isReadOnly) }, isMounting: true)
    }

    /// Makes the volumes in a running container those that it should have.
    ///
    /// - Returns: the volumes that could not be taken away because something uses them; nil where nothing can be changed before the next start.
    func syncMounts(_ id: NativeID, _ wanted: [ContainerMount], was: [ContainerMount], isUnprivileged: Bool) async throws(DriverError)
        -> Set<UID>?
    {
        let attempt = "change the volumes of"
        if Set(wanted) == Set(was) { return [] }
        guard let pid = try await observe(id)?.pid, let inside = try await mounts(of: "\(pid)", attempt, id) else { return nil }
        var busy: Set<UID> = []
        for mount in was where !wanted.contains(mount) {
            let isThere = inside.contains { $0.path == mount.path }
            guard isThere else { continue }
            let output = try await live(["detach", "\(pid)", mount.path], attempt, id)
            guard let output else { return nil }
            if !output.succeeded { busy.insert(mount.volume) }
        }
        for mount in wanted where !was.contains(mount) {
            let source = try await attachments.volumes.mount(mount.volume)
            let device = try await mounts(of: "self", attempt, id)?.first { $0.path == source }?.device
            if inside.contains(where: { $0.path == mount.path && $0.device == device }), !was.contains(where: { $0.path == mount.path }) {
                // A call that was cut short put it there.
                continue
            }
            let words = ["attach", "\(pid)", mount.path, source, mount.isReadOnly ? "ro" : "rw", isUnprivileged ? "map" : "host"]
            guard let output = try await live(words, attempt, id), output.succeeded else { return nil }
        }
        return busy
    }

    private func mounts(of process: String, _ attempt: String, _ id: NativeID) async throws(DriverError) -> [(
        path: String, device: String
    )]? {
        try await tools.read("/proc/\(process)/mountinfo", attempt, id.text).map { LiveMount.mounts(in: $0) }
    }

    /// Runs ``LiveMount/script``; nil where there is no Perl.
    private func live(_ words: [String], _ attempt: String, _ id: NativeID) async throws(DriverError) -> CommandOutput? {
        let command = Command(executable: "perl", arguments: ["-e", LiveMount.script] + words, deadline: .seconds(20))
        do throws(TransportError) {
            return try await machine.run(command)
        } catch .notFound {
            return nil
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }
}
