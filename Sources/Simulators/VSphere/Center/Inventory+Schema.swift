public import StrataAPI

extension Inventory {
    /// An inventory as a document.
    public static let schema = Schema<Inventory>.object("What a simulated vCenter Server has at first.", initial: Inventory()) {
        Field("datacenter", \.datacenter, name, "The datacenter's name.")
        Field("version", \.version, .string(StringRule(length: 1...20)), default: "8.0.2", "The version that it says it is.")
        Field("hosts", \.hosts, .list(host), isRequired: true, "Its hosts.")
        Field("datastores", \.datastores, .list(datastore), "Its datastores; datastore1 and datastore2 when left out.")
        Field("networks", \.networks, .list(name), "Its standard port groups; VM Network when left out.")
        Field("portgroups", \.portgroups, .list(name), "The port groups of its distributed switch; DC0_DVPG0 when left out.")
        Field("pools", \.pools, .list(name), "Resource pools of the first cluster.")
        Field("machines", \.machines, .list(machine), "Its machines.")
        Field("users", \.users, .list(user), "Who may log in.")
    }

    private static let name = Schema<String>.string(StringRule(length: 1...80))
    private static let anyName = Schema<String>.string(StringRule(length: 0...255))

    private static let host = Schema<Host>.object("A host.", initial: Host(name: "")) {
        Field("name", \.name, name, isRequired: true, "Its name.")
        Field("cluster", \.cluster, anyName, default: "cluster1", "The cluster that it is in; empty for none.")
        Field("cpus", \.cpus, .integer(1...4096), default: 32, "Its processors.")
        Field("memory", \.memory, gibibytes, "Its memory in GiB.")
        Field("connected", \.isConnected, .bool, default: true, "Whether it answers.")
        Field("maintenance", \.isInMaintenance, .bool, default: false, "Whether it is in maintenance mode.")
    }

    private static let datastore = Schema<Datastore>.object("A datastore.", initial: Datastore(name: "")) {
        Field("name", \.name, name, isRequired: true, "Its name.")
        Field("type", \.type, name, default: "VMFS", "VMFS, NFS, NFS41 or vsan.")
        Field("size", \.size, gibibytes, "In GiB.")
    }

    private static let machine = Schema<NewMachine>.object("A machine.", initial: NewMachine(name: "")) {
        Field("name", \.name, name, isRequired: true, "Its name.")
        Field("host", \.host, anyName, "The host it is on; any when left out.")
        Field("folder", \.folder, anyName, "A path below the folder of machines; made where it is missing.")
        Field("pool", \.pool, anyName, "The resource pool it is in.")
        Field("datastore", \.datastore, anyName, "Where its disk lies; the first when left out.")
        Field("network", \.network, anyName, "What it is connected to; the first when left out.")
        Field("cpus", \.cpus, .integer(1...768), default: 2, "Its processors.")
        Field("memory", \.memory, gibibytes, "In MiB.")
        Field("disk", \.disk, gibibytes, "In GiB.")
        Field("guest", \.guest, name, default: "debian12_64Guest", "The guest system's identifier.")
        Field("note", \.note, anyName, "Its annotation.")
        Field("running", \.isRunning, .bool, default: true, "Whether it runs.")
        Field("template", \.isTemplate, .bool, default: false, "Whether it is a template.")
    }

    private static let user = Schema<User>.object("Who may log in.", initial: User(name: "", password: "", role: "")) {
        Field("name", \.name, name, isRequired: true, "NAME@DOMAIN.")
        Field("password", \.password, .string(StringRule(length: 1...256)), isRequired: true, "Its password.")
        Field("role", \.role, name, isRequired: true, "Administrator, VirtualMachinePowerUser, ReadOnly or NoAccess.")
    }

    private static let gibibytes = Schema<Int64>(Shape(.integer(1...1 << 30)), decode: { $0.int }, encode: { .int($0) })
}
