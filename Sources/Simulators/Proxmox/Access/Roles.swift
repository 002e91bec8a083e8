/// The roles that every cluster has, and those that an inventory adds.
struct Roles: Sendable {
    private let own: [String: [String]]

    init(_ own: [String: [String]] = [:]) { self.own = own }

    func privileges(of role: String) -> Set<String> {
        if let own = own[role] { return Set(own) }
        return switch role {
        case "Administrator": Self.all
        case "PVEVMAdmin": Self.administration
        case "PVEVMUser": Self.use
        case "PVEAuditor": Self.audit
        case "PVEDatastoreUser": ["Datastore.Audit", "Datastore.AllocateSpace"]
        case "PVEPoolUser": ["Pool.Audit"]
        default: []
        }
    }

    private static let audit: Set<String> = [
        "VM.Audit", "VM.GuestAgent.Audit", "Sys.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit",
    ]
    private static let use: Set<String> = [
        "VM.PowerMgmt", "VM.Console", "VM.Backup", "VM.Config.CDROM", "VM.Config.Cloudinit", "VM.Audit", "VM.GuestAgent.Audit",
        "Pool.Audit",
    ]
    private static let administration = use.union([
        "VM.Allocate", "VM.Clone", "VM.Config.CPU", "VM.Config.Disk", "VM.Config.HWType", "VM.Config.Memory", "VM.Config.Network",
        "VM.Config.Options", "VM.Migrate", "VM.Snapshot", "VM.Snapshot.Rollback", "VM.GuestAgent.Unrestricted",
    ])
    private static let all = administration.union(audit).union([
        "Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Pool.Allocate", "Sys.Console", "Sys.Modify",
        "Sys.PowerMgmt", "Permissions.Modify", "SDN.Use",
    ])
}
