/// What roles may do.
enum Rights {
    /// Roles by their numbers.
    static let roles: [(id: Int, name: String, label: String)] = [
        (-1, "Admin", "Administrator"), (-2, "ReadOnly", "Read-only"), (-5, "NoAccess", "No access"),
        (4, "VirtualMachinePowerUser", "Virtual machine power user (sample)"),
    ]

    static func number(_ role: String) -> Int {
        switch role {
        case "Administrator", "Admin": -1
        case "ReadOnly": -2
        case "VirtualMachinePowerUser": 4
        default: -5
        }
    }

    /// What anybody may who logged in.
    static let reading: Set<String> = ["System.Anonymous", "System.View", "System.Read"]

    /// What the sample role of the product has.
    static let powerUser: Set<String> = reading.union([
        "VirtualMachine.Interact.PowerOn", "VirtualMachine.Interact.PowerOff", "VirtualMachine.Interact.Suspend",
        "VirtualMachine.Interact.Reset",
        "VirtualMachine.Interact.AnswerQuestion", "VirtualMachine.Interact.ConsoleInteract", "VirtualMachine.Interact.DeviceConnection",
        "VirtualMachine.Interact.SetCDMedia", "VirtualMachine.Interact.SetFloppyMedia", "VirtualMachine.Interact.ToolsInstall",
        "VirtualMachine.Config.Rename", "VirtualMachine.Config.Annotation", "VirtualMachine.Config.AddExistingDisk",
        "VirtualMachine.Config.AddNewDisk",
        "VirtualMachine.Config.RemoveDisk", "VirtualMachine.Config.CPUCount", "VirtualMachine.Config.Memory",
        "VirtualMachine.Config.DiskExtend",
        "VirtualMachine.Config.EditDevice", "VirtualMachine.Config.AddRemoveDevice", "VirtualMachine.Config.Settings",
        "VirtualMachine.Config.AdvancedConfig", "VirtualMachine.Config.Resource", "VirtualMachine.State.CreateSnapshot",
        "VirtualMachine.State.RevertToSnapshot", "VirtualMachine.State.RemoveSnapshot", "VirtualMachine.State.RenameSnapshot",
        "Datastore.Browse",
        "Global.CancelTask", "ScheduledTask.Create", "ScheduledTask.Delete", "ScheduledTask.Edit", "ScheduledTask.Run",
    ])

    static func has(_ role: String, _ privilege: String) -> Bool {
        switch number(role) {
        case -1: true
        case -2: reading.contains(privilege)
        case 4: powerUser.contains(privilege)
        default: privilege == "System.Anonymous"
        }
    }

    /// Every privilege that the table's methods and the simulator's own checks name.
    static let all: [String] = {
        var names = powerUser.union([
            "VirtualMachine.Inventory.Create", "VirtualMachine.Inventory.CreateFromExisting", "VirtualMachine.Inventory.Delete",
            "VirtualMachine.Inventory.Move", "VirtualMachine.Provisioning.Clone", "VirtualMachine.Provisioning.DeployTemplate",
            "VirtualMachine.Provisioning.CloneTemplate", "Resource.AssignVMToPool", "Resource.HotMigrate", "Resource.ColdMigrate",
            "Datastore.AllocateSpace",
            "Datastore.FileManagement", "Datastore.DeleteFile", "Network.Assign", "Folder.Rename", "Folder.Move", "Folder.Delete",
            "Global.SetCustomField",
            "Global.ManageCustomFields", "InventoryService.Tagging.CreateCategory", "InventoryService.Tagging.DeleteCategory",
            "InventoryService.Tagging.CreateTag", "InventoryService.Tagging.DeleteTag", "InventoryService.Tagging.AttachTag",
        ])
        for type in [
            "VirtualMachine", "Folder", "HostSystem", "ResourcePool", "Datacenter", "ClusterComputeResource", "SessionManager", "Datastore",
        ] {
            for method in TypeTable.shared.kind(type)?.methods.values ?? [:].values where !method.privilege.isEmpty {
                names.insert(method.privilege)
            }
        }
        return names.sorted()
    }()
}

extension Call {
    /// Refuses where the caller's role does not have a privilege.
    func require(_ privilege: String, on ref: Ref? = nil) throws(Fault) {
        guard let session else { throw .notAuthenticated(ref ?? target, privilege) }
        guard Rights.has(session.user.role, privilege) else { throw .noPermission(ref ?? target, privilege) }
    }
}
