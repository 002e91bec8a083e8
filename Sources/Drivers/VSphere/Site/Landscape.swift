import StrataAPI
import VSphere
import XMLDocuments

/// Everything at a site but its machines: where they may be made, and on what. One call reads it all.
struct Landscape: Sendable {
    struct Datacenter: Sendable {
        var object: ManagedObject
        /// Names from the root folder down: `Lab/DC0`.
        var path: String
        var machineFolder: ManagedObject
        var datastores: Set<ManagedObject>
        var networks: Set<ManagedObject>
    }

    /// A cluster, or a host by itself.
    struct Compute: Sendable {
        var object: ManagedObject
        var name: String
        var datacenter: ManagedObject?
        var pool: ManagedObject
        var hosts: [ManagedObject]
        var isCluster: Bool { object.type == "ClusterComputeResource" }
        var hasDRS = false
        var hasHA = false
    }

    struct Datastore: Sendable {
        var object: ManagedObject
        var name: String
        var type: String
        var capacity: Int64
        var free: Int64
        var isAccessible: Bool
        var isShared: Bool
    }

    struct Network: Sendable {
        var object: ManagedObject
        var name: String
        /// The port group's key and its switch' UUID, where it is one of a distributed switch.
        var port: (key: String, switchUUID: String)?
    }

    struct Named: Sendable {
        var object: ManagedObject
        var name: String
        var parent: ManagedObject?
    }

    let datacenters: [Datacenter]
    let computes: [Compute]
    let hosts: [HostRecord]
    let datastores: [Datastore]
    let networks: [Network]
    let pools: [Named]
    let folders: [Named]
    let switches: [String]

    private static let computePaths = ["name", "parent", "resourcePool", "host"]

    /// What the picture of a site needs beside ``places``.
    static let wishes = places.map { wish in
        wish.type == "ClusterComputeResource" ? PropertyWish(wish.type, wish.paths + ["configurationEx"]) : wish
    }

    /// What is needed to find a place for a machine.
    static let places = [
        PropertyWish("Datacenter", ["name", "parent", "vmFolder", "datastore", "network"]),
        PropertyWish("Folder", ["name", "parent"]),
        PropertyWish("ComputeResource", computePaths),
        PropertyWish("ClusterComputeResource", computePaths),
        PropertyWish("ResourcePool", ["name", "parent"]),
        PropertyWish("HostSystem", HostRecord.paths),
        PropertyWish(
            "Datastore",
            ["name", "summary.type", "summary.capacity", "summary.freeSpace", "summary.accessible", "summary.multipleHostAccess"]),
        PropertyWish("Network", ["name"]),
        PropertyWish("DistributedVirtualPortgroup", ["name", "config.key", "config.distributedVirtualSwitch"]),
        PropertyWish("DistributedVirtualSwitch", ["name", "uuid"]),
    ]

    init(_ objects: [ObjectContent]) {
        var names: [ManagedObject: Named] = [:]
        var switchUUIDs: [ManagedObject: String] = [:]
        for object in objects {
            names[object.object] = Named(
                object: object.object, name: Self.decoded(object.text("name")), parent: object.reference("parent"))
            if let uuid = object["uuid"]?.text { switchUUIDs[object.object] = uuid }
        }
        func path(of object: ManagedObject) -> String {
            var words: [String] = []
            var next: ManagedObject? = object
            // Bounded, since what the server says of parents might go in a circle.
            for _ in 0..<64 {
                guard let here = next, let named = names[here] else { break }
                words.append(named.name)
                next = named.parent
            }
            return words.reversed().joined(separator: "/")
        }
        func datacenter(of object: ManagedObject) -> ManagedObject? {
            var next = names[object]?.parent
            for _ in 0..<64 {
                guard let here = next, here.type != "Datacenter" else { return next }
                next = names[here]?.parent
            }
            return nil
        }
        let byName = { (object: ObjectContent) in object.text("name") }
        let sorted = objects.sorted { (byName($0), $0.object.id) < (byName($1), $1.object.id) }
        datacenters = sorted.filter { $0.object.type == "Datacenter" }.compactMap { object in
            guard let folder = object.reference("vmFolder") else { return nil }
            return Datacenter(
                object: object.object, path: path(of: object.object), machineFolder: folder,
                datastores: Set(object.references("datastore")), networks: Set(object.references("network")))
        }
        computes = sorted.filter { $0.object.type.hasSuffix("ComputeResource") }.compactMap { object in
            guard let pool = object.reference("resourcePool") else { return nil }
            var compute = Compute(
                object: object.object, name: Self.decoded(object.text("name")), datacenter: datacenter(of: object.object), pool: pool,
                hosts: object.references("host"))
            compute.hasDRS = object["configurationEx"]?["drsConfig"]?["enabled"]?.text == "true"
            compute.hasHA = object["configurationEx"]?["dasConfig"]?["enabled"]?.text == "true"
            return compute
        }
        hosts = sorted.filter { $0.object.type == "HostSystem" }.map(HostRecord.init)
        datastores = sorted.filter { $0.object.type == "Datastore" }.map { object in
            Datastore(
                object: object.object, name: Self.decoded(object.text("name")), type: object.text("summary.type"),
                capacity: object.integer("summary.capacity") ?? 0, free: object.integer("summary.freeSpace") ?? 0,
                isAccessible: object.flag("summary.accessible"), isShared: object.flag("summary.multipleHostAccess"))
        }
        networks = sorted.filter { ["Network", "OpaqueNetwork", "DistributedVirtualPortgroup"].contains($0.object.type) }.map { object in
            var network = Network(object: object.object, name: Self.decoded(object.text("name")))
            if let key = object["config.key"]?.text, let home = object.reference("config.distributedVirtualSwitch") {
                network.port = (key, switchUUIDs[home] ?? "")
            }
            return network
        }
        pools = sorted.filter { $0.object.type == "ResourcePool" }.compactMap { names[$0.object] }
        folders = sorted.filter { $0.object.type == "Folder" }.compactMap { names[$0.object] }
        switches = sorted.filter { $0.object.type.hasSuffix("DistributedVirtualSwitch") }.map { Self.decoded($0.text("name")) }
    }

    /// Names have `%`, `/` and `\` as `%25`, `%2f` and `%5c`.
    static func decoded(_ name: String) -> String {
        guard name.contains("%") else { return name }
        return name.replacing("%2f", with: "/").replacing("%2F", with: "/").replacing("%5c", with: "\\").replacing("%5C", with: "\\")
            .replacing("%25", with: "%")
    }

    static func encoded(_ name: String) -> String {
        name.replacing("%", with: "%25").replacing("/", with: "%2f").replacing("\\", with: "%5c")
    }

    /// What lies at a path of names below an object, each step being a child by that name.
    func child(of object: ManagedObject, at path: String, among all: [Named]) -> ManagedObject? {
        var here = object
        for word in path.split(separator: "/") {
            guard let next = all.first(where: { $0.parent == here && $0.name == word }) else { return nil }
            here = next.object
        }
        return here
    }
}
