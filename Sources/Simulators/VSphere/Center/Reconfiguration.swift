/// A change of a machine's configuration, worked out before anything is changed.
struct Reconfiguration {
    var machine: Machine
    /// What happens to files.
    var files: [FileChange] = []
    private let spec: DataObject
    /// The keys that devices got in place of those that were asked for.
    var keys: [Int64: Int64] = [:]
    let isNew: Bool

    enum FileChange {
        case put(DatastorePath, Datastore.File)
        case remove(DatastorePath)
    }

    /// - Parameter isNew: whether the machine is made, which may be given what running ones may not.
    init(_ machine: Machine, _ spec: DataObject, isNew: Bool) {
        self.machine = machine
        self.spec = spec
        self.isNew = isNew
    }

    mutating func apply(in center: isolated Center) throws(Fault) {
        if !isNew, let version = spec.string("changeVersion"), !version.isEmpty, version != machine.changeVersion {
            throw Fault("ConcurrentAccess", "Concurrent access: the configuration was changed by somebody else.")
        }
        try identity(in: center)
        try hardware()
        try settings()
        for (index, change) in spec.objects("deviceChange").enumerated() { try device(change, index, in: center) }
        machine.config["modified"] = .date(center.now)
        machine.changes += 1
    }

    private mutating func identity(in center: isolated Center) throws(Fault) {
        if let name = spec.string("name")?.escapedName, name != machine.name {
            guard !name.isEmpty, name.utf8.count <= 80 || name.contains("%") else {
                throw Fault("InvalidName", "The name '\(name)' is invalid.", ["name": .string(name), "entity": .ref(machine.ref)])
            }
            if let parent = machine.parent { try center.requireUnused(name, in: parent, except: machine.ref) }
            machine.name = name
        }
        if let guest = spec.string("guestId"), !guest.isEmpty {
            guard guest.contains("Guest") else { throw .argument("configSpec.guestId") }
            machine.config["guestId"] = .string(guest)
            machine.config["guestFullName"] = .string(MachineParts.guestName(guest))
        }
        for name in ["uuid", "instanceUuid"] {
            guard let value = spec.string(name), !value.isEmpty else { continue }
            guard value.count == 36, value.allSatisfy({ $0.isHexDigit || $0 == "-" }) else { throw .argument("configSpec.\(name)") }
            machine.config[name] = .string(value.lowercased())
        }
        if let note = spec.string("annotation") { machine.config["annotation"] = .string(note) }
    }

    private mutating func hardware() throws(Fault) {
        var hardware = machine.config.object("hardware") ?? MachineParts.hardware(cpus: 1, cores: 1, memory: 4)
        let isOn = machine.isOn && !isNew
        if machine.power == "suspended", spec["numCPUs"] != nil || spec["memoryMB"] != nil {
            throw .power(requested: "poweredOff", existing: machine.power)
        }
        if let cpus = spec.int("numCPUs"), cpus != 0, cpus != machine.cpus {
            guard (1...768).contains(cpus) else { throw .argument("configSpec.numCPUs") }
            if isOn {
                let isAllowed = machine.config.bool(cpus > machine.cpus ? "cpuHotAddEnabled" : "cpuHotRemoveEnabled") == true
                guard isAllowed else { throw Fault("CpuHotPlugNotSupported", "CPU hot plug is not supported for this virtual machine.") }
            }
            hardware["numCPU"] = .int(cpus)
        }
        if let memory = spec.int("memoryMB"), memory != 0, memory != machine.memory {
            guard memory >= 4, memory % 4 == 0, memory <= 24_576 << 10 else { throw .argument("configSpec.memoryMB") }
            if isOn {
                guard memory > machine.memory, machine.config.bool("memoryHotAddEnabled") == true else {
                    throw Fault("MemoryHotPlugNotSupported", "Memory hot plug is not supported for this virtual machine.")
                }
            }
            hardware["memoryMB"] = .int(memory)
        }
        if let cores = spec.int("numCoresPerSocket"), cores != hardware.int("numCoresPerSocket") {
            guard !isOn else { throw .power(requested: "poweredOff", existing: machine.power) }
            guard cores >= 1 else { throw .argument("configSpec.numCoresPerSocket") }
            hardware["numCoresPerSocket"] = .int(cores)
        }
        if let cpus = hardware.int("numCPU"), let cores = hardware.int("numCoresPerSocket"), cpus % cores != 0 {
            // Sockets are whole.
            guard spec["numCoresPerSocket"] == nil else { throw .argument("configSpec.numCoresPerSocket") }
            hardware["numCoresPerSocket"] = 1
        }
        machine.config["hardware"] = .object(hardware)
    }

    /// What is the same in specification and configuration, and taken over as it is.
    private static let plain = [
        "version", "locationId", "alternateGuestName", "rebootPowerOff", "swapPlacement", "latencySensitivity", "vAssertsEnabled",
        "changeTrackingEnabled", "maxMksConnections", "guestAutoLockEnabled", "managedBy", "memoryReservationLockedToMax", "vPMCEnabled",
        "scheduledHardwareUpgradeInfo", "messageBusTunnelEnabled", "migrateEncryption", "sgxInfo", "npivTemporaryDisabled",
    ]
    /// The same of what may not change while it runs.
    private static let still = [
        "memoryHotAddEnabled", "cpuHotAddEnabled", "cpuHotRemoveEnabled", "nestedHVEnabled", "firmware", "sevEnabled",
    ]
    /// What is merged with what was there.
    private static let merged = ["tools", "flags", "cpuAllocation", "memoryAllocation", "bootOptions"]

    private mutating func settings() throws(Fault) {
        for name in Self.plain { if let value = spec[name] { machine.config[name] = value } }
        for name in Self.still {
            guard let value = spec[name], value != machine.config[name] else { continue }
            guard isNew || machine.power == "poweredOff" else { throw .power(requested: "poweredOff", existing: machine.power) }
            if name == "firmware", !["bios", "efi"].contains(value.string ?? "") { throw .argument("configSpec.firmware") }
            machine.config[name] = value
        }
        for name in Self.merged {
            guard let value = spec.object(name) else { continue }
            var object = machine.config.object(name) ?? DataObject(value.type)
            object.merge(value)
            machine.config[name] = .object(object)
        }
        if let power = spec.object("powerOpInfo") {
            var object = machine.config.object("defaultPowerOps") ?? DataObject("VirtualMachineDefaultPowerOpInfo")
            object.merge(power)
            machine.config["defaultPowerOps"] = .object(object)
        }
        if let options = spec["extraConfig"] {
            var list = machine.config.objects("extraConfig")
            for option in options.list.compactMap(\.object) {
                guard let key = option.string("key"), !key.isEmpty else { throw .argument("configSpec.extraConfig") }
                list.removeAll { $0.string("key") == key }
                // An empty value takes the key away.
                if option["value"] != nil, option.string("value") != "" {
                    list.append(DataObject("OptionValue", ["key": .string(key), "value": option["value"]]))
                }
            }
            machine.config["extraConfig"] = .objects(list)
        }
        if let file = spec.object("files")?.string("vmPathName"), !isNew, DatastorePath(file)?.path.isEmpty == false, file != machine.vmx {
            throw .argument("configSpec.files")
        }
    }
}
