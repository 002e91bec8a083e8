extension Operations {
    static let virtualMachine: [String: [String: Operation]] = [
        "VirtualMachine": [
            "PowerOnVM_Task": { center, call in
                let (host, user) = (call.ref("host"), call.userName)
                return try center.begin(call, seconds: 1, locks: [call.target]) {
                    try $0.turnOn(call.target, host: host, user: user); return nil
                }
            },
            "PowerOffVM_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) {
                    try $0.turnOff(call.target, user: call.userName); return nil
                }
            },
            "SuspendVM_Task": { center, call in
                try center.begin(call, seconds: 1.5, locks: [call.target]) {
                    try $0.suspend(call.target, user: call.userName); return nil
                }
            },
            "ResetVM_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) {
                    try $0.reset(call.target, user: call.userName); return nil
                }
            },
            "ShutdownGuest": { center, call in
                try center.askGuest(call.target, "VmGuestShutdownEvent", "shut down", user: call.userName) {
                    try $0.turnOff(call.target, user: call.userName)
                }
                return nil
            },
            "RebootGuest": { center, call in
                try center.askGuest(call.target, "VmGuestRebootEvent", "reboot", user: call.userName) { center in
                    center.change(machine: call.target) { $0.bootedAt = center.now }
                    center.watchBoot(call.target)
                }
                return nil
            },
            "StandbyGuest": { center, call in
                try center.askGuest(call.target, "VmGuestStandbyEvent", "standby", user: call.userName) {
                    try $0.suspend(call.target, user: call.userName)
                }
                return nil
            },
            "TerminateVM": { center, call in
                try center.turnOff(call.target, user: call.userName)
                return nil
            },
            "ReconfigVM_Task": { center, call in
                guard let spec = call.object("spec") else { throw Fault.argument("spec") }
                for privilege in Center.privileges(for: spec) { try call.require(privilege) }
                return try center.begin(call, seconds: 0.5, locks: [call.target]) {
                    try $0.reconfigure(call.target, spec, user: call.userName)
                    return nil
                }
            },
            "UpgradeVM_Task": { center, call in
                try center.begin(call, seconds: 1, locks: [call.target]) { center in
                    let machine = try center.machine(call.target)
                    guard machine.power == "poweredOff" else { throw Fault.power(requested: "poweredOff", existing: machine.power) }
                    let version = call.string("version") ?? "vmx-21"
                    guard version.hasPrefix("vmx-"), let number = Int(version.dropFirst(4)), number <= 21 else {
                        throw Fault.argument("version")
                    }
                    center.change(machine: call.target) { $0.config["version"] = .string(version) }
                    return nil
                }
            },
            "MarkAsTemplate": { center, call in
                let machine = try center.machine(call.target)
                guard !machine.isTemplate else { throw Fault.notSupported }
                guard machine.power == "poweredOff" else { throw Fault.power(requested: "poweredOff", existing: machine.power) }
                center.change(machine: call.target) {
                    $0.config["template"] = true
                    $0.pool = nil
                }
                if let pool = machine.pool { center.touch(pool) }
                return nil
            },
            "MarkAsVirtualMachine": { center, call in
                let machine = try center.machine(call.target)
                guard machine.isTemplate else { throw Fault.notSupported }
                let host = try center.choose(host: call.ref("host"), pool: try call.entity("pool"))
                center.change(machine: call.target) {
                    $0.config["template"] = false
                    $0.pool = call.ref("pool")
                    $0.host = host.ref
                }
                center.touchPlaces(of: try center.machine(call.target))
                return nil
            },
            "UnregisterVM": { center, call in
                let machine = try center.machine(call.target)
                guard machine.power == "poweredOff" else { throw Fault.power(requested: "poweredOff", existing: machine.power) }
                center.state.unregistered[machine.vmx] = machine
                center.touchPlaces(of: machine)
                center.post("VmRemovedEvent", "Removed \(machine.name) from the inventory", user: call.userName, about: call.target)
                center.remove(call.target)
                return nil
            },
            "AcquireTicket": { center, call in
                try call.require("VirtualMachine.Interact.ConsoleInteract")
                return .object(try center.ticket(for: call.target, call.string("ticketType") ?? ""))
            },
            "RefreshStorageInfo": { center, call in
                center.touch(call.target)
                return nil
            },
            "QueryConnections": { _, _ in .list([]) },
            "ExtractOvfEnvironment": { _, _ in throw Fault.state() },
            "AnswerVM": { _, _ in throw Fault.argument("questionId") },
            "MountToolsInstaller": { _, _ in throw Fault("ToolsUnavailable", "The tools' installer is not available.") },
            "CheckCustomizationSpec": { _, _ in nil },
        ]
    ]
}

extension Center {
    /// What changing a configuration takes.
    static func privileges(for spec: DataObject) -> [String] {
        var needed: Set<String> = []
        let names = [
            "name": "Rename", "annotation": "Annotation", "numCPUs": "CPUCount", "numCoresPerSocket": "CPUCount", "memoryMB": "Memory",
            "extraConfig": "AdvancedConfig", "cpuAllocation": "Resource", "memoryAllocation": "Resource",
        ]
        for name in spec.fields.keys where name != "changeVersion" && name != "deviceChange" {
            needed.insert("VirtualMachine.Config.\(names[name] ?? "Settings")")
        }
        for change in spec.objects("deviceChange") {
            let isDisk = change.object("device")?.type == "VirtualDisk"
            switch (isDisk, change.string("operation")) {
            case (true, "add"):
                needed.insert("VirtualMachine.Config.\(change.string("fileOperation") == nil ? "AddExistingDisk" : "AddNewDisk")")
            case (true, "remove"): needed.insert("VirtualMachine.Config.RemoveDisk")
            case (true, _): needed.insert("VirtualMachine.Config.DiskExtend")
            case (false, "edit"): needed.insert("VirtualMachine.Config.EditDevice")
            default: needed.insert("VirtualMachine.Config.AddRemoveDevice")
            }
        }
        return needed.sorted()
    }

    func reconfigure(_ ref: Ref, _ spec: DataObject, user: String) throws(Fault) {
        let machine = try reachable(ref)
        guard !machine.isTemplate || spec.fields.keys.allSatisfy({ ["name", "annotation", "extraConfig", "changeVersion"].contains($0) })
        else {
            throw .notSupported
        }
        var change = Reconfiguration(machine, spec, isNew: false)
        try change.apply(in: self)
        apply(change.files)
        put(change.machine)
        touchPlaces(of: machine)
        touchPlaces(of: change.machine)
        if change.machine.name != machine.name, let parent = machine.parent { touch(parent) }
        post("VmReconfiguredEvent", "Reconfigured \(machine.name)", user: user, about: ref, ["configSpec": .object(spec)])
    }

    /// A ticket for a machine's screen.
    func ticket(for ref: Ref, _ type: String) throws(Fault) -> DataObject {
        guard ["webmks", "mks"].contains(type) else { throw type.isEmpty ? .argument("ticketType") : .notSupported }
        let machine = try reachable(ref)
        guard machine.isOn else { throw .power(requested: "poweredOn", existing: machine.power) }
        let ticket = (0..<16).map { _ in String(UInt8.random(in: 0x10...0xFF), radix: 16) }.joined()
        screens[ticket] = ref
        let parts = address.split(separator: ":")
        return DataObject(
            "VirtualMachineTicket",
            [
                "ticket": .string(ticket), "cfgFile": .string("/vmfs/volumes/\(machine.vmx)"),
                "host": .string(parts.dropLast().joined(separator: ":")),
                "port": .int(Int64(parts.last ?? "443") ?? 443), "sslThumbprint": .string(thumbprints.sha1),
                "certThumbprintList": .objects([
                    DataObject("VirtualMachineCertThumbprint", ["thumbprint": .string(thumbprints.sha256), "hashAlgorithm": "sha256"])
                ]), "url": type == "webmks" ? .string("wss://\(address)/ticket/\(ticket)") : nil,
            ])
    }
}
