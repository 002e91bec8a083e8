import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. What the source changed of its image is copied, while it is frozen if it runs; the image is shared. Of an ephemeral
    /// machine that is what each start begins with.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let origin = try await origin(source, at: snapshot, "clone")
        return try await create(order, try MachinePlan(order, copying: origin, self))
    }

    /// Copies the origin's own tree to where a new machine's is to lie.
    func copy(_ origin: Origin, to tree: String, _ definition: MachineDefinition) async throws(DriverError) {
        let shelf = try await shelf(
            origin.id, origin.definition, elsewhere: places.side(definition.uid).snapshots, "clone")
        if let snapshot = origin.snapshot {
            try await shelf.copy(snapshot, to: tree, "clone")
        } else {
            try await shelf.copy(origin.tree, to: tree, "clone")
        }
        try await ClonedTree.prepare(tree, map: origin.map, tools: tools, "clone", definition.instance)
    }

    /// Refuses a copy that could not live without its source, or whose ids are others.
    func check(_ origin: Origin, map: IDMap?, _ order: Order) throws(DriverError) {
        let refuse = { (answer: String, hint: String) in DriverError.refused(.init("clone", order.name.name, answer: answer, hint: hint)) }
        guard origin.lower.isEmpty || origin.lower.hasPrefix("\(images.directory)/") else {
            throw refuse("\(origin.id) shares its root file system with something that is not Strata's", "Export it, and import it anew")
        }
        guard origin.map == map else {
            let isPrivileged = origin.map == nil
            throw refuse(
                "the ids of \(origin.id) are \(isPrivileged ? "the host's" : "mapped"), and this instance's would be \(map == nil ? "the host's" : "others")",
                isPrivileged == (map == nil)
                    ? "Export it, and import it anew" : "Set spec.stack.nspawn.privileged to \(isPrivileged)")
        }
    }
}
