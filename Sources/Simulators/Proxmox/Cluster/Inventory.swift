/// What a cluster has when it starts.
public struct Inventory: Sendable {
    /// A node with what it has.
    public struct Node: Sendable {
        public var name: String
        public var cpus = 32
        /// In GiB.
        public var memory: Int64 = 256
        public var isOnline = true

        public init(name: String) { self.name = name }
    }

    /// A place for disks and files.
    public struct Storage: Sendable {
        public var name: String
        /// `dir`, `lvmthin`, `nfs`, `rbd`, `zfspool`.
        public var type: String
        /// `images`, `rootdir`, `vztmpl`, `iso`, `backup`, `import`, `snippets`.
        public var content: [String]
        public var isShared = false
        /// In GiB.
        public var size: Int64 = 1000

        public init(name: String, type: String, content: [String]) {
            self.name = name
            self.type = type
            self.content = content
        }
    }

    /// A guest that is there from the beginning.
    public struct NewGuest: Sendable {
        public var number: Int
        public var name: String
        public var isContainer = false
        /// Empty for any.
        public var node = ""
        public var cores = 2
        /// In MiB.
        public var memory = 2048
        /// In GiB.
        public var disk = 32
        public var isRunning = true
        public var isTemplate = false
        public var tags: [String] = []
        public var pool = ""

        public init(number: Int, name: String) {
            self.number = number
            self.name = name
        }
    }

    /// Who may log in, and as what.
    public struct User: Sendable, Codable {
        /// `root@pam`.
        public var name: String
        public var password: String
        /// The role for everything; empty for none: `Administrator`, `PVEVMAdmin`, `PVEVMUser`, `PVEAuditor`, `NoAccess`, or one of the inventory's.
        public var role: String
        /// Roles for paths and what is below them: `/pool/team`, `/vms/100`, `/storage/local`, `/nodes/pve1`.
        public var acl: [String: String] = [:]
        /// The names of its tokens and their secrets.
        public var tokens: [String: String] = [:]

        public init(name: String, password: String, role: String) {
            self.name = name
            self.password = password
            self.role = role
        }
    }

    /// A role of the cluster's own.
    public struct Role: Sendable {
        public var name: String
        public var privileges: [String]

        public init(name: String, privileges: [String]) {
            self.name = name
            self.privileges = privileges
        }
    }

    public var clusterName = "sim"
    public var version = "9.1.2"
    public var nodes: [Node]
    public var storages: [Storage] = [
        .init(name: "local", type: "dir", content: ["iso", "vztmpl", "backup", "import", "snippets"]),
        .init(name: "local-lvm", type: "lvmthin", content: ["images", "rootdir"]),
    ]
    public var guests: [NewGuest] = []
    public var users: [User] = []
    /// Further roles, with their privileges.
    public var roles: [Role] = []

    /// A cluster of some size.
    public init(nodes: Int = 3, machines: Int = 0, containers: Int = 0) {
        self.nodes = (1...max(1, nodes)).map { Node(name: "pve\($0)") }
        // As much again as the guests' disks take.
        storages[1].size = max(1000, Int64(machines * 32 + containers * 8) * 2)
        for index in 0..<max(0, machines) {
            var guest = NewGuest(number: 100 + index, name: "vm-\(100 + index)")
            guest.isRunning = index % 4 != 3
            guests.append(guest)
        }
        for index in 0..<max(0, containers) {
            let number = 100 + max(0, machines) + index
            var guest = NewGuest(number: number, name: "ct-\(number)")
            guest.isContainer = true
            guest.cores = 1
            guest.memory = 512
            guest.disk = 8
            guest.isRunning = index % 4 != 3
            guests.append(guest)
        }
    }
}
