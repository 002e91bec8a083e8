/// What a simulated vCenter Server, or ESXi host, has when it starts.
public struct Inventory: Sendable {
    /// A host with what it has.
    public struct Host: Sendable {
        public var name: String
        /// The cluster that it is in; empty for none.
        public var cluster = "cluster1"
        public var cpus = 32
        /// In GiB.
        public var memory: Int64 = 256
        /// Whether it answers.
        public var isConnected = true
        public var isInMaintenance = false

        public init(name: String) { self.name = name }
    }

    /// A place for disks and files, which all hosts see.
    public struct Datastore: Sendable {
        public var name: String
        /// `VMFS`, `NFS`, `vsan`.
        public var type = "VMFS"
        /// In GiB.
        public var size: Int64 = 4096

        public init(name: String) { self.name = name }
    }

    /// A machine that is there from the beginning.
    public struct NewMachine: Sendable {
        public var name: String
        /// Empty for any.
        public var host = ""
        /// A path below the datacenter's folder of machines: `prod/web`.
        public var folder = ""
        public var pool = ""
        public var datastore = ""
        public var network = ""
        public var cpus = 2
        /// In MiB.
        public var memory: Int64 = 2048
        /// In GiB.
        public var disk: Int64 = 16
        public var guest = "debian12_64Guest"
        public var note = ""
        public var isRunning = true
        public var isTemplate = false

        public init(name: String) { self.name = name }
    }

    /// Who may log in, and as what.
    public struct User: Sendable, Codable {
        /// `administrator@vsphere.local`.
        public var name: String
        public var password: String
        /// `Administrator`, `VirtualMachinePowerUser`, `ReadOnly`, `NoAccess`.
        public var role: String

        public init(name: String, password: String, role: String) {
            self.name = name
            self.password = password
            self.role = role
        }
    }

    public var datacenter = "dc1"
    public var version = "8.0.2"
    /// Whether it is one host by itself, without a vCenter Server.
    public var isESXi = false
    public var hosts: [Host]
    public var datastores: [Datastore] = [Datastore(name: "datastore1"), Datastore(name: "datastore2")]
    public var networks = ["VM Network"]
    /// Port groups of the distributed switch.
    public var portgroups = ["DC0_DVPG0"]
    /// Resource pools below the first cluster's own.
    public var pools: [String] = []
    public var machines: [NewMachine] = []
    public var users: [User] = []

    /// An inventory of some size.
    public init(hosts: Int = 3, machines: Int = 0) {
        self.hosts = (1...max(1, hosts)).map { Host(name: "esx\($0).sim.local") }
        for index in datastores.indices { datastores[index].size = max(4096, Int64(machines) * 16) }
        for index in 0..<max(0, machines) {
            var machine = NewMachine(name: "vm-\(100 + index)")
            machine.isRunning = index % 4 != 3
            self.machines.append(machine)
        }
    }

    /// Makes it one host without a vCenter Server.
    public mutating func makeESXi() {
        isESXi = true
        hosts = Array(hosts.prefix(1))
        datacenter = "ha-datacenter"
        portgroups = []
        pools = []
        for index in machines.indices { machines[index].folder = "" }
    }
}
