public import StrataAPI

extension Inventory {
    /// An inventory as a document.
    public static let schema = Schema<Inventory>.object("What a simulated cluster has at first.", initial: Inventory()) {
        Field("cluster", \.clusterName, .string(.label), default: "sim", "The cluster's name.")
        Field("version", \.version, .string(StringRule(length: 1...20)), default: "9.1.2", "The version that it says it is.")
        Field("nodes", \.nodes, .list(node), isRequired: true, "Its nodes.")
        Field("storages", \.storages, .list(storage), "Its storages; local and local-lvm when left out.")
        Field("guests", \.guests, .list(guest), "Its guests.")
        Field("users", \.users, .list(user), "Who may log in.")
        Field("roles", \.roles, .list(role), "Roles beside those that every cluster has.")
    }

    private static let node = Schema<Node>.object("A node.", initial: Node(name: "")) {
        Field("name", \.name, .string(.label), isRequired: true, "Its name.")
        Field("cpus", \.cpus, .integer(1...4096), default: 32, "Its processors.")
        Field("memory", \.memory, gibibytes, "Its memory in GiB.")
        Field("online", \.isOnline, .bool, default: true, "Whether it answers.")
    }

    private static let storage = Schema<Storage>.object("A storage.", initial: Storage(name: "", type: "dir", content: [])) {
        Field("name", \.name, .string(StringRule(length: 1...63)), isRequired: true, "Its name.")
        Field("type", \.type, .string(.label), isRequired: true, "dir, lvmthin, zfspool, nfs, rbd, …")
        Field("content", \.content, .list(.string(.label)), isRequired: true, "images, rootdir, iso, vztmpl, import, backup, snippets.")
        Field("shared", \.isShared, .bool, default: false, "Whether all nodes see the same.")
        Field("size", \.size, gibibytes, "In GiB.")
    }

    private static let guest = Schema<NewGuest>.object("A guest.", initial: NewGuest(number: 0, name: "")) {
        Field("number", \.number, .integer(100...999_999_999), isRequired: true, "Its number.")
        Field("name", \.name, .string(.subdomain), isRequired: true, "Its name.")
        Field("container", \.isContainer, .bool, default: false, "Whether it is a container.")
        Field("node", \.node, .string(StringRule(length: 0...63)), "The node it is on; any when left out.")
        Field("cores", \.cores, .integer(1...8192), default: 2, "Its processors.")
        Field("memory", \.memory, .integer(16...1 << 30), default: 2048, "In MiB.")
        Field("disk", \.disk, .integer(1...1 << 20), default: 32, "In GiB.")
        Field("running", \.isRunning, .bool, default: true, "Whether it runs.")
        Field("template", \.isTemplate, .bool, default: false, "Whether it is a template.")
        Field("tags", \.tags, .list(.string(StringRule(length: 1...128))), "Its tags.")
        Field("pool", \.pool, .string(StringRule(length: 0...63)), "The resource pool it is in.")
    }

    private static let user = Schema<User>.object("Who may log in.", initial: User(name: "", password: "", role: "")) {
        Field("name", \.name, .string(StringRule(length: 3...64)), isRequired: true, "USER@REALM.")
        Field("password", \.password, .string(StringRule(length: 1...256)), isRequired: true, "Its password.")
        Field(
            "role", \.role, .string(StringRule(length: 0...64)),
            "The role for everything: Administrator, PVEVMAdmin, PVEVMUser, PVEAuditor, PVEDatastoreUser, PVEPoolUser, NoAccess, or one of roles."
        )
        Field("acl", \.acl, .strings(), "Roles for paths and what is below them: /pool/team, /vms/100, /storage/local, /nodes/pve1.")
        Field("tokens", \.tokens, .strings(), "The names of its tokens, and their secrets.")
    }

    private static let role = Schema<Role>.object("A role.", initial: Role(name: "", privileges: [])) {
        Field("name", \.name, .string(StringRule(length: 1...64)), isRequired: true, "Its name.")
        Field("privileges", \.privileges, .list(.string(StringRule(length: 1...64))), isRequired: true, "What who has it may do: VM.Audit.")
    }

    private static let gibibytes = Schema<Int64>(
        Shape(.integer(1...1 << 30)), decode: { $0.int }, encode: { .int($0) })
}
