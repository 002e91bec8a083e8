/// Devices that come, change and go.
extension Reconfiguration {
    private func invalid(_ index: Int, _ property: String, _ type: String = "InvalidDeviceSpec") -> Fault {
        Fault(
            type, "Invalid configuration for device '\(index)'.",
            ["property": .string("virtualDeviceSpec.\(property)"), "deviceIndex": .int(index)])
    }

    mutating func device(_ change: DataObject, _ index: Int, in center: isolated Center) throws(Fault) {
        guard var device = change.object("device") else { throw invalid(index, "device") }
        switch change.string("operation") {
        case "add": try add(&device, change.string("fileOperation"), index, in: center)
        case "edit": try edit(device, index, in: center)
        case "remove": try remove(device, change.string("fileOperation"), index, in: center)
        default: throw invalid(index, "operation")
        }
    }

    private mutating func add(_ device: inout DataObject, _ operation: String?, _ index: Int, in center: isolated Center) throws(Fault) {
        let kind = DeviceKind(device.type)
        guard let kind else { throw invalid(index, "device", "InvalidDeviceSpec") }
        if machine.isOn, !isNew, !kind.canComeLate { throw .power(requested: "poweredOff", existing: machine.power) }
        let wanted = device.int("key") ?? 0
        if let controller = device.int("controllerKey"), let known = keys[controller] { device["controllerKey"] = .int(known) }
        if kind == .networkCard || kind.isController, device.int("controllerKey") == nil || kind == .networkCard {
            device["controllerKey"] = kind.isBuiltIn ? nil : 100
        }
        var controller: DataObject?
        if kind.needsController {
            if device["controllerKey"] == nil {
                guard let found = machine.devices.first(where: { kind.fits(on: $0.type) }) else {
                    throw Fault(
                        "InvalidController", "Invalid controller for device '\(index)'.",
                        ["property": "virtualDeviceSpec.device.controllerKey", "deviceIndex": .int(index), "controllerKey": 0])
                }
                device["controllerKey"] = found["key"]
            }
            controller = machine.devices.first { $0.int("key") == device.int("controllerKey") }
            guard let controller, kind.fits(on: controller.type) else {
                throw Fault(
                    "InvalidController", "Invalid controller for device '\(index)'.",
                    [
                        "property": "virtualDeviceSpec.device.controllerKey", "deviceIndex": .int(index),
                        "controllerKey": device["controllerKey"] ?? 0,
                    ])
            }
            if machine.isOn, !isNew, controller.type == "VirtualIDEController" {
                throw .power(requested: "poweredOff", existing: machine.power)
            }
        }
        try place(&device, kind, controller, index)
        if wanted != 0 { keys[wanted] = device.int("key") ?? wanted }
        try fill(&device, kind, operation, index, in: center)
        machine.devices.append(device)
    }

    /// Gives a device its place and its key.
    private func place(_ device: inout DataObject, _ kind: DeviceKind, _ controller: DataObject?, _ index: Int) throws(Fault) {
        let alike = machine.devices.filter { DeviceKind($0.type) == kind }
        if kind.isController {
            let used = Set(alike.compactMap { $0.int("busNumber") })
            var bus = device.int("busNumber") ?? 0
            if used.contains(bus) {
                guard let free = (0..<kind.most).map(Int64.init).first(where: { !used.contains($0) }) else {
                    throw invalid(index, "device", "TooManyDevices")
                }
                bus = free
            }
            guard bus >= 0, bus < Int64(kind.most) else { throw invalid(index, "device.busNumber") }
            device["busNumber"] = .int(bus)
            device["key"] = .int(kind.firstKey + bus)
        } else if let controller {
            let bus = controller.int("busNumber") ?? 0
            let (first, count) = kind.keys(on: controller.type)
            let key = controller.int("key")
            let used = Set(machine.devices.filter { $0.int("controllerKey") == key }.compactMap { $0.int("unitNumber") })
            var unit = device.int("unitNumber") ?? -1
            if unit < 0 {
                guard let free = (0..<count).first(where: { !used.contains($0) && !(controller.isA("VirtualSCSIController") && $0 == 7) })
                else {
                    throw invalid(index, "device.unitNumber", "TooManyDevices")
                }
                unit = free
            }
            guard unit < count, !used.contains(unit), !(controller.isA("VirtualSCSIController") && unit == 7) else {
                throw invalid(index, "device.unitNumber")
            }
            device["unitNumber"] = .int(unit)
            device["key"] = .int(first + bus * count + unit)
        } else {
            guard alike.count < kind.most else { throw invalid(index, "device", "TooManyDevices") }
            let used = Set(machine.devices.compactMap { $0.int("key") })
            device["key"] = .int((0...1024).map { kind.firstKey + Int64($0) }.first { !used.contains($0) } ?? kind.firstKey)
            if kind == .networkCard { device["unitNumber"] = .int(7 + alike.count) }
        }
        let number = kind.isController ? device.int("busNumber") ?? 0 : Int64(alike.count + 1)
        device["deviceInfo"] = MachineParts.label(kind.label(number), kind.label(number))
    }

    /// Fills in what was left out.
    private mutating func fill(
        _ device: inout DataObject, _ kind: DeviceKind, _ operation: String?, _ index: Int, in center: isolated Center
    ) throws(Fault) {
        switch kind {
        case .disk: try disk(&device, operation, index, in: center)
        case .networkCard:
            try network(&device, index, in: center)
            let mac = device.string("macAddress") ?? ""
            if mac.isEmpty || device.string("addressType") != "manual" && device.string("addressType") != "Manual" {
                device["macAddress"] = .string(MachineParts.mac(UInt64.random(in: 0 ... .max)))
                device["addressType"] = "assigned"
            } else {
                let parts = mac.split(separator: ":")
                guard parts.count == 6, parts.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil }) else {
                    throw invalid(index, "device.macAddress")
                }
                device["macAddress"] = .string(mac.lowercased())
                device["addressType"] = "manual"
            }
            if device["wakeOnLanEnabled"] == nil { device["wakeOnLanEnabled"] = true }
            if device["connectable"] == nil { device["connectable"] = .object(MachineParts.connectable) }
        case .optical:
            if device["backing"] == nil {
                device["backing"] = .object(
                    DataObject("VirtualCdromRemotePassthroughBackingInfo", ["deviceName": "", "useAutoDetect": false, "exclusive": false]))
            }
            try media(device, index, in: center)
            if device["connectable"] == nil { device["connectable"] = .object(MachineParts.connectable) }
        case .scsiController:
            if device["sharedBus"] == nil { device["sharedBus"] = "noSharing" }
            device["hotAddRemove"] = true
            device["scsiCtlrUnitNumber"] = 7
            device["unitNumber"] = .int(3 + (device.int("busNumber") ?? 0))
        default: break
        }
    }

    private mutating func disk(_ device: inout DataObject, _ operation: String?, _ index: Int, in center: isolated Center) throws(Fault) {
        var backing = device.object("backing") ?? DataObject("VirtualDiskFlatVer2BackingInfo", ["fileName": "", "diskMode": "persistent"])
        let kilobytes = device.int("capacityInKB") ?? 0
        let capacity = kilobytes > 0 ? kilobytes << 10 : device.int("capacityInBytes") ?? 0
        let name = backing.string("fileName") ?? ""
        var path = try place(of: name, backing.ref("datastore"), index, in: center)
        guard let store = center.store(named: path.store) else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(name)'.", ["name": .string(path.store), "datastorePath": .string(name)])
        }
        let isLink = backing.object("parent") != nil
        if operation == "create" {
            guard capacity > 0 else { throw invalid(index, "device.capacityInKB") }
            if path.path.isEmpty || !path.path.hasSuffix(".vmdk") { path.path = free(in: path, center) }
            guard store.files[path.path] == nil else {
                throw Fault("FileAlreadyExists", "The file '\(path)' already exists.", ["file": .string("\(path)")])
            }
            let isThin = backing.bool("thinProvisioned") == true
            let size = isThin || isLink ? min(capacity, 1 << 20) : capacity
            let taken = files.reduce(Int64(0)) {
                if case .put(let other, let file) = $1, other.store == path.store { $0 + file.size } else { $0 }
            }
            guard size + taken <= store.free else {
                throw Fault(
                    "NoDiskSpace", "Insufficient disk space on datastore '\(store.name)'.",
                    ["file": .string("\(path)"), "datastore": .string(store.name)])
            }
            files.append(.put(path, Datastore.File(size: size, capacity: capacity, modifiedAt: center.now)))
            device["capacityInKB"] = .long(capacity >> 10)
            device["capacityInBytes"] = .long(capacity)
        } else {
            guard let file = store.files[path.path] else {
                throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
            }
            if let other = center.user(ofDisk: path), other.ref != machine.ref, other.isOn {
                throw Fault("FileLocked", "Unable to access file \(path) since it is locked", ["file": .string("\(path)")])
            }
            device["capacityInKB"] = .long(file.capacity >> 10)
            device["capacityInBytes"] = .long(file.capacity)
        }
        backing["fileName"] = .string("\(path)")
        backing["datastore"] = .ref(store.ref)
        backing["uuid"] = .string(Scrambler().uuid(.random(in: 0 ... .max)))
        if backing["thinProvisioned"] == nil { backing["thinProvisioned"] = false }
        if backing["writeThrough"] == nil { backing["writeThrough"] = false }
        if backing["split"] == nil { backing["split"] = false }
        if backing["sharing"] == nil { backing["sharing"] = "sharingNone" }
        if (backing.string("diskMode") ?? "").isEmpty { backing["diskMode"] = "persistent" }
        device["backing"] = .object(backing)
        if device["shares"] == nil { device["shares"] = .object(DataObject("SharesInfo", ["shares": 1000, "level": "normal"])) }
        summarize(&device)
    }

    private func summarize(_ device: inout DataObject) {
        let label = device.object("deviceInfo")?.string("label") ?? ""
        device["deviceInfo"] = MachineParts.label(label, "\((device.int("capacityInKB") ?? 0).grouped) KB")
    }

    /// Where a disk's file shall lie: as its name says, or beside the machine.
    private func place(of name: String, _ store: Ref?, _ index: Int, in center: isolated Center) throws(Fault) -> DatastorePath {
        if let path = DatastorePath(name) { return path }
        guard name.isEmpty else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(name)'.", ["name": .string(name), "datastorePath": .string(name)])
        }
        if let store {
            guard let found = center.state.datastores[store.id] else { throw .notFound(store) }
            return DatastorePath(store: found.name, path: "")
        }
        guard let own = DatastorePath(machine.vmx) else { throw invalid(index, "device.backing.fileName") }
        return DatastorePath(store: own.store, path: "")
    }

    /// A name for a disk that nothing has: `web/web.vmdk`, `web/web_1.vmdk`.
    private func free(in place: DatastorePath, _ center: isolated Center) -> String {
        let own = DatastorePath(machine.vmx)
        let directory = place.path.isEmpty ? own?.directory ?? machine.name : place.path
        let stem = own?.path.fileName.replacingExtension("") ?? machine.name
        var number = 0
        while true {
            let path = "\(directory)/\(stem)\(number == 0 ? "" : "_\(number)").vmdk"
            let isTaken = files.contains {
                if case .put(let other, _) = $0 { other.store == place.store && other.path == path } else { false }
            }
            if !isTaken, center.store(named: place.store)?.files[path] == nil { return path }
            number += 1
        }
    }

    private func network(_ device: inout DataObject, _ index: Int, in center: isolated Center) throws(Fault) {
        guard var backing = device.object("backing") else { throw invalid(index, "device.backing") }
        var name = ""
        if let port = backing.object("port") {
            guard let group = center.state.networks[port.string("portgroupKey") ?? ""],
                let own = group.distributedSwitch.flatMap({ center.state.networks[$0.id] }),
                own.uuid == port.string("switchUuid")
            else { throw invalid(index, "device.backing.port", "InvalidDeviceBacking") }
            name = group.name
            backing = MachineParts.cardBacking(group, switchUUID: own.uuid)
        } else if backing.type == "VirtualEthernetCardNetworkBackingInfo" {
            let found =
                backing.ref("network").flatMap { center.state.networks[$0.id] }
                ?? center.sortedNetworks.first { $0.ref.type == "Network" && $0.name == backing.string("deviceName") }
            guard let found, found.ref.type == "Network" else { throw invalid(index, "device.backing.deviceName", "InvalidDeviceBacking") }
            name = found.name
            backing = MachineParts.cardBacking(found, switchUUID: "")
        } else {
            throw invalid(index, "device.backing", "InvalidDeviceBacking")
        }
        device["backing"] = .object(backing)
        let label = device.object("deviceInfo")?.string("label") ?? "Network adapter 1"
        device["deviceInfo"] = MachineParts.label(label, name)
    }

    /// An image in a drive must be there.
    private func media(_ device: DataObject, _ index: Int, in center: isolated Center) throws(Fault) {
        guard let backing = device.object("backing"), backing.type == "VirtualCdromIsoBackingInfo", let name = backing.string("fileName"),
            !name.isEmpty
        else {
            return
        }
        guard let path = DatastorePath(name) else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(name)'.", ["name": .string(name), "datastorePath": .string(name)])
        }
        guard center.store(named: path.store)?.files[path.path] != nil else {
            throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
        }
    }

    private mutating func edit(_ device: DataObject, _ index: Int, in center: isolated Center) throws(Fault) {
        guard let place = machine.devices.firstIndex(where: { $0.int("key") == device.int("key") }) else {
            throw invalid(index, "device.key")
        }
        var changed = machine.devices[place]
        guard changed.type == device.type || changed.isA(device.type) else { throw invalid(index, "device") }
        let old = changed
        var update = device
        for name in ["key", "controllerKey", "unitNumber", "deviceInfo", "device"] { update[name] = nil }
        switch DeviceKind(changed.type) {
        case .disk:
            let was = changed.int("capacityInKB") ?? 0
            var capacity = update.int("capacityInKB") ?? was
            if capacity == was, let bytes = update.int("capacityInBytes"), bytes >> 10 != was { capacity = bytes >> 10 }
            guard capacity >= was else { throw invalid(index, "device.capacityInKB") }
            var backing = changed.object("backing") ?? DataObject("VirtualDiskFlatVer2BackingInfo")
            if capacity > was {
                guard backing.object("parent") == nil else {
                    throw Fault("GenericVmConfigFault", "The disk has snapshots and cannot be extended.", ["reason": "disk has snapshots"])
                }
                if let path = DatastorePath(backing.string("fileName") ?? ""), var file = center.store(named: path.store)?.files[path.path]
                {
                    if backing.bool("thinProvisioned") != true {
                        let more = (capacity << 10) - file.size
                        guard more <= center.store(named: path.store)?.free ?? 0 else {
                            throw Fault(
                                "NoDiskSpace", "Insufficient disk space on datastore '\(path.store)'.",
                                ["file": .string("\(path)"), "datastore": .string(path.store)])
                        }
                        file.size = capacity << 10
                    }
                    file.capacity = capacity << 10
                    files.append(.put(path, file))
                }
            }
            if let mode = update.object("backing")?.string("diskMode"), !mode.isEmpty { backing["diskMode"] = .string(mode) }
            for name in ["shares", "storageIOAllocation"] { if let value = update[name] { changed[name] = value } }
            changed["backing"] = .object(backing)
            changed["capacityInKB"] = .long(capacity)
            changed["capacityInBytes"] = .long(capacity << 10)
            summarize(&changed)
        case .networkCard:
            changed.merge(update)
            changed["backing"] = update["backing"] ?? old["backing"]
            if (update.string("macAddress") ?? "").isEmpty { changed["macAddress"] = old["macAddress"] }
            try network(&changed, index, in: center)
        case .optical:
            changed.merge(update)
            try media(changed, index, in: center)
        case nil:
            throw invalid(index, "device")
        default: changed.merge(update)
        }
        machine.devices[place] = changed
    }

    private mutating func remove(_ device: DataObject, _ operation: String?, _ index: Int, in center: isolated Center) throws(Fault) {
        guard let place = machine.devices.firstIndex(where: { $0.int("key") == device.int("key") }) else {
            throw invalid(index, "device.key")
        }
        let found = machine.devices[place]
        guard let kind = DeviceKind(found.type), !kind.isBuiltIn else { throw invalid(index, "device.key", "InvalidDeviceOperation") }
        if machine.isOn, !kind.canComeLate { throw .power(requested: "poweredOff", existing: machine.power) }
        if kind.isController, machine.devices.contains(where: { $0.int("controllerKey") == found.int("key") }) {
            throw invalid(index, "device.key", "InvalidDeviceOperation")
        }
        if operation == "destroy", kind == .disk, let path = DatastorePath(found.object("backing")?.string("fileName") ?? "") {
            files.append(.remove(path))
        }
        machine.devices.remove(at: place)
    }
}
