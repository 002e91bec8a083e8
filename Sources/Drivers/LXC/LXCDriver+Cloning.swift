import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. What the source changed of its image is copied, while it is frozen if it runs; the image is shared.
    ///
    /// `/etc/machine-id` is emptied, so that systemd gives the copy an identity of its own (machine-id(5)).
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        let config = try await existing(source, attempt)
        let origin = Origin(
            id: source, config: config, root: try root(of: config, source, attempt), map: IDMap(config), snapshot: snapshot)
        let plan = try Plan(order, copying: origin, self)
        return try await create(order, plan)
    }

    /// What a container is copied from.
    struct Origin: Sendable {
        var id: NativeID
        var config: ContainerConfig
        var root: ContainerRoot
        var map: IDMap?
        var snapshot: SnapshotID?

        /// The digest of the image it was made from, where Strata made it.
        var digest: String { ContainerTag(config, name: id.text)?.digest ?? "" }
    }

    /// Copies the origin's own tree to where a new container's is to lie.
    func copy(_ origin: Origin, to tree: String, name: String) async throws(DriverError) {
        let shelf = shelf(origin.id, try await stilling(origin.id))
        if let snapshot = origin.snapshot {
            try await shelf.copy(snapshot, to: tree, "clone")
        } else {
            try await shelf.copy(origin.root.tree, to: tree, "clone")
        }
        try await ClonedTree.prepare(tree, map: origin.map, tools: tools, "clone", name)
    }

    /// Refuses a copy that could not live without its source, or whose ids are others.
    func check(_ origin: Origin, map: IDMap?, _ order: Order) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init("clone", order.name.name, answer: answer, hint: hint)) }
        if let lower = origin.root.lower, !lower.hasPrefix("\(images.directory)/") {
            throw refuse("\(origin.id) shares its root file system with something that is not Strata's", "Export it, and import it anew")
        }
        guard origin.map != nil || !origin.config.isUnprivileged, origin.map == map else {
            let isPrivileged = origin.map == nil
            throw refuse(
                "the ids of \(origin.id) are \(isPrivileged ? "the host's" : "mapped"), and this instance's would be \(isPrivileged ? "mapped" : "others")",
                "Set spec.stack.lxc.privileged to \(isPrivileged)")
        }
    }
}
