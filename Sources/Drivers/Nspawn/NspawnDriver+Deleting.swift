public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver {
    /// See ``Driver/delete(_:owner:)``. A running machine is stopped hard first; its address and ports are given back.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        try Workshop.enter(owner: owner, attempt, id.text)
        defer { Workshop.leave(owner) }
        let root = try await root(id.text, attempt)
        let definition = try await definition(id.text, attempt)
        if let definition, definition.uid == owner {
            try await stop(id, definition, grace: .zero)
            if let root { try await moveAway(root, owner, id.text) }
            try await forget(definition, attempt)
        } else if root != nil {
            let carrier = definition.map { "it carries the UID \($0.uid.text) of \($0.instance.printable(limit: 120))" }
            throw .notOwned(
                .init(
                    attempt, id.text, answer: carrier ?? "Strata did not make it",
                    hint: "If it is to go nevertheless: machinectl remove \(id.text), or remove \(root ?? "") by hand"))
        }
        try await removeSide(owner, attempt)
        try await tools.remove(places.bench(owner), attempt, id.text)
    }

    /// Takes a machine out of systemd's sight.
    private func moveAway(_ root: String, _ uid: UID, _ name: String) async throws(DriverError) {
        let bench = places.bench(uid)
        try await tools.makeDirectory(Workshop.directory(in: places.path), mode: 0o711, "delete", name)
        try await tools.remove(bench, "delete", name)
        guard try await place(root, at: bench, "delete", name) else {
            throw .failed(.init("delete", name, answer: "\(bench) appeared while it was being removed"))
        }
    }
}
