import SimulatorKit

/// What runs in machines, as their tools tell.
extension Center {
    /// How long a guest takes from its power to its tools.
    private static let bootSeconds = 5.0

    /// Whether a system is on its disks: something was put there, or it was copied from something that has one.
    func hasSystem(_ machine: Machine) -> Bool {
        machine.disks.contains { disk in
            var backing = disk.object("backing")
            while let now = backing {
                if let place = now.string("fileName").flatMap(DatastorePath.init),
                    store(named: place.store)?.files[place.path]?.hasContent == true
                {
                    return true
                }
                backing = now.object("parent")
            }
            return false
        }
    }

    /// Whether tools answer in it.
    func hasTools(_ machine: Machine) -> Bool {
        guard machine.isOn, let booted = machine.bootedAt, isReachable(machine) else { return false }
        return now - booted >= Self.bootSeconds / time.speed && hasSystem(machine)
    }

    /// Has a machine's properties be looked at again when its guest has come up.
    func watchBoot(_ ref: Ref) {
        Task {
            try await time.pass(Self.bootSeconds + 0.05 * time.speed)
            if state.machines[ref.id]?.isOn == true { touch(ref) }
        }
    }

    func heartbeat(_ machine: Machine) -> String { hasTools(machine) ? "green" : "gray" }

    func toolsStatus(_ machine: Machine) -> String {
        hasTools(machine) ? "toolsOk" : hasSystem(machine) ? "toolsNotRunning" : "toolsNotInstalled"
    }

    func toolsVersion(_ machine: Machine) -> String { hasSystem(machine) ? "guestToolsUnmanaged" : "guestToolsNotInstalled" }

    func hostName(_ machine: Machine) -> String { machine.guestName ?? machine.name }

    /// The first card's address, of a private range.
    func address(_ machine: Machine, card: Int = 0) -> String? {
        guard machine.cards.indices.contains(card), let mac = machine.cards[card].string("macAddress") else { return nil }
        let bytes = mac.split(separator: ":").suffix(3).compactMap { Int($0, radix: 16) }
        guard bytes.count == 3 else { return nil }
        return "10.\(bytes[0]).\(bytes[1]).\(max(1, min(254, bytes[2])))"
    }

    func guest(of machine: Machine) -> DataObject {
        let isUp = hasTools(machine)
        var guest = DataObject(
            "GuestInfo",
            [
                "toolsStatus": .string(toolsStatus(machine)), "toolsVersionStatus": .string(toolsVersion(machine)),
                "toolsVersionStatus2": .string(toolsVersion(machine)),
                "toolsRunningStatus": isUp ? "guestToolsRunning" : "guestToolsNotRunning",
                "toolsVersion": hasSystem(machine) ? "12352" : "0", "guestState": isUp ? "running" : "notRunning",
                "appHeartbeatStatus": "appStatusGray", "guestKernelCrashed": false, "appState": "none",
                "guestOperationsReady": .bool(isUp), "interactiveGuestOperationsReady": false, "guestStateChangeSupported": .bool(isUp),
                "hwVersion": machine.config["version"],
            ])
        if hasSystem(machine) { guest["toolsInstallType"] = "guestToolsTypeOpenVMTools" }
        guard isUp else { return guest }
        let names = networks(of: machine)
        guest.merge(
            DataObject(
                "",
                [
                    "guestId": machine.config["guestId"], "guestFullName": machine.config["guestFullName"],
                    "guestFamily": .string(MachineParts.guestFamily(machine.config.string("guestId") ?? "")),
                    "hostName": .string(hostName(machine)),
                    "ipAddress": address(machine).map(Value.string),
                    "net": .objects(
                        machine.cards.enumerated().map { index, card in
                            let ip = address(machine, card: index) ?? "10.0.0.1"
                            return DataObject(
                                "GuestNicInfo",
                                [
                                    "network": names.indices.contains(index) ? state.entity(names[index]).map { .string($0.name) } : nil,
                                    "ipAddress": .strings([ip]), "macAddress": card["macAddress"], "connected": true,
                                    "deviceConfigId": card["key"],
                                    "ipConfig": .object(
                                        DataObject(
                                            "NetIpConfigInfo",
                                            [
                                                "ipAddress": .objects([
                                                    DataObject(
                                                        "NetIpConfigInfoIpAddress",
                                                        ["ipAddress": .string(ip), "prefixLength": 8, "state": "preferred"])
                                                ])
                                            ])),
                                ])
                        }),
                    "disk": .objects(
                        machine.disks.prefix(1).map { disk in
                            let capacity = (disk.int("capacityInKB") ?? 0) << 10
                            return DataObject(
                                "GuestDiskInfo",
                                ["diskPath": "/", "capacity": .long(capacity), "freeSpace": .long(capacity / 2), "filesystemType": "ext4"])
                        }),
                    "screen": .object(DataObject("GuestScreenInfo", ["width": 640, "height": 400])),
                ]))
        return guest
    }
}
