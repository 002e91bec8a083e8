public import StrataAPI
public import StrataDriverKit

extension LXCDriver {
    /// See ``Driver/delete(_:owner:)``. A running container is stopped hard first; its address and ports are given back.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        Workshop.enter(owner)
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
            try await release(owner, "delete")
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
            try await release(owner, "delete")
        }
        try await tools.remove(bench, "delete", id.text)
    }

    private func moveAway(_ name: String, to bench: String) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await trees.place(directory(name), at: bench)
        } catch {
            throw DriverError(error, "delete", name)
        }
    }
}
