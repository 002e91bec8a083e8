public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver {
    /// See ``Driver/delete(_:owner:)``. A running container is stopped hard first; its address and ports are given back.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        try Workshop.enter(owner, "delete", id.text)
        defer { Workshop.leave(owner) }
        guard ContainerName.isPlain(owner) else {
            throw .notOwned(.init("delete", id.text, answer: "\(owner.text.printable(limit: 80)) is no instance's UID"))
        }
        let bench = Workshop.bench(of: owner, in: tools.path)
        if let config = try await configuration(id.text, "delete") {
            guard let tag = ContainerTag(config, name: id.text), tag.uid == owner else {
                let carrier = config.tags["uid"].map {
                    "it carries the UID \($0.printable(limit: 80)) as \((config.tags["name"] ?? "").printable(limit: 80))"
                }
                throw .notOwned(
                    .init(
                        "delete", id.text, answer: carrier ?? "Strata did not make it",
                        hint: "If it is to go nevertheless: lxc-destroy -f -P \(tools.path) -n \(id.text)"))
            }
            if try await isActive(id.text) { try await stop(id, grace: .zero) }
            try await attachments.release(owner, "delete")
            try await removeControlGroups(id.text)
            if tag.origin == .adopted {
                // Its storage may be a volume that only LXC knows how to remove.
                try await tools.check(tools.command("lxc-destroy", id.text, ["-f", "-s"], deadline: .seconds(300)), "delete", id.text)
                return
            }
            try await tools.makeDirectory(Workshop.directory(in: tools.path), mode: 0o711, "delete", id.text)
            try await tools.remove(bench, "delete", id.text)
            guard try await moveAway(id.text, to: bench) else {
                throw .failed(.init("delete", id.text, answer: "\(bench) appeared while it was being removed"))
            }
        } else {
            try await attachments.release(owner, "delete")
        }
        try await tools.remove(bench, "delete", id.text)
    }

    /// Takes a container out of LXC's sight.
    /// - Returns: false when something lies there already.
    func moveAway(_ name: String, to bench: String) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await trees.place(directory(name), at: bench)
        } catch {
            throw DriverError(error, "delete", name)
        }
    }

    /// Arguments: a container's name, then where control groups are mounted. A group with processes in it cannot be removed (cgroups(7)),
    /// so a container of a name that looks like another's second group loses nothing.
    private static let groupsScript = #"""
        n=$1; shift; for r; do for g in "$r/lxc.monitor.$n" "$r/lxc.payload.$n" "$r/lxc.monitor.$n"-[0-9]* "$r/lxc.payload.$n"-[0-9]*; do
            if [ -d "$g" ]; then find "$g" -depth -type d -exec rmdir {} \; 2>/dev/null; fi
        done; done; :
        """#

    /// Removes the control groups that liblxc leaves behind where a start fails.
    private func removeControlGroups(_ name: String) async throws(DriverError) {
        let roots = Set(facts.layout.legacy.values).union([facts.layout.unified, facts.layout.named].compactMap(\.self))
        try await tools.check(
            Command(executable: "sh", arguments: ["-c", Self.groupsScript, "sh", name] + roots.sorted()), "delete", name)
    }
}
