import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Cloning {
    /// See ``Cloning/clone(_:of:at:)``. The daemon copies the disk, or shares what its storage pool can; a running source runs on.
    public func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        let attempt = "clone"
        try check(source, attempt)
        let origin = try await existing(source, attempt)
        if let snapshot, try await !snapshots(source).contains(where: { $0.id == snapshot }) {
            throw .notFound(.init(attempt, source.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        // What runs first in it is the source's, unless the order says otherwise.
        var seed = MachineTag(uid: order.uid, instance: order.name.description, origin: .created)
        seed.command = origin.tag?.command ?? []
        seed.stopSignal = origin.tag?.stopSignal ?? ""
        var own = order
        own.image = nil
        let plan = try MachinePlan(own, old: seed, site: options, isVirtualMachine: origin.isVirtualMachine, attempt)
        let path = snapshot.map { "\(source.text)/\($0.text)" } ?? source.text
        let id = try await make(own, plan, attempt) { () async throws(DriverError) in
            ["type": "copy", "source": .string(path), "instance_only": true]
        }
        // The daemon gives the copy what else its source had.
        let copied = own
        try await rewrite(id.text, attempt) { made throws(DriverError) in
            var wanted = made
            wanted.config = plan.config(
                over: made.config.filter { key, _ in ["volatile.", "image."].contains(where: key.hasPrefix) }, name: id.text)
            var whole = plan
            whole.devices.merge(
                try await attachments(copied, network: plan.options.network, old: made.devices, profiles: made.profiles, attempt)
            ) { $1 }
            wanted.devices = whole.devices(over: made.devices.filter { $0.value["path"] == "/" }, root: made.rootDisk)
            return wanted
        }
        return id
    }
}
