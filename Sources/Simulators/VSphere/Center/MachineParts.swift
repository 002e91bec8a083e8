/// What machines are made of when they are new.
enum MachineParts {
    static let version = "vmx-20"

    /// The configuration without devices.
    static func config(
        name: String, guest: String, cpus: Int64, memory: Int64, store: String, uuid: String, instanceUUID: String, at time: Double
    ) -> DataObject {
        var config = prototype
        config["name"] = .string(name)
        config["guestId"] = .string(guest)
        config["guestFullName"] = .string(guestName(guest))
        config["uuid"] = .string(uuid)
        config["instanceUuid"] = .string(instanceUUID)
        config["createDate"] = .date(time)
        config["modified"] = .date(time)
        config["hardware"] = .object(hardware(cpus: cpus, cores: 1, memory: memory))
        config["files"] = .object(files("[\(store)] \(name)/\(name).vmx"))
        return config
    }

    static func hardware(cpus: Int64, cores: Int64, memory: Int64) -> DataObject {
        DataObject(
            "VirtualHardware",
            ["numCPU": .int(cpus), "numCoresPerSocket": .int(cores), "autoCoresPerSocket": false, "memoryMB": .int(memory)])
    }

    static func files(_ vmx: String) -> DataObject {
        let directory = String(vmx[..<(vmx.lastIndex(of: "/").map { vmx.index(after: $0) } ?? vmx.endIndex)])
        return DataObject(
            "VirtualMachineFileInfo",
            [
                "vmPathName": .string(vmx), "snapshotDirectory": .string(directory), "suspendDirectory": .string(directory),
                "logDirectory": .string(directory),
            ])
    }

    private static let prototype = DataObject(
        "VirtualMachineConfigInfo",
        [
            "version": .string(version), "npivTemporaryDisabled": true, "template": false, "annotation": "", "alternateGuestName": "",
            "tools": .object(
                DataObject(
                    "ToolsConfigInfo",
                    [
                        "toolsVersion": 12352, "toolsInstallType": "guestToolsTypeOpenVMTools", "afterPowerOn": true, "afterResume": true,
                        "beforeGuestStandby": true, "beforeGuestShutdown": true, "toolsUpgradePolicy": "manual",
                        "syncTimeWithHostAllowed": true, "syncTimeWithHost": false,
                    ])),
            "flags": .object(
                DataObject(
                    "VirtualMachineFlagInfo",
                    [
                        "disableAcceleration": false, "enableLogging": true, "useToe": false, "runWithDebugInfo": false,
                        "monitorType": "release",
                        "htSharing": "any", "snapshotDisabled": false, "snapshotLocked": false, "diskUuidEnabled": false,
                        "snapshotPowerOffBehavior": "powerOff", "recordReplayEnabled": false, "faultToleranceType": "unset",
                        "cbrcCacheEnabled": false, "vvtdEnabled": false, "vbsEnabled": false,
                    ])),
            "defaultPowerOps": .object(
                DataObject(
                    "VirtualMachineDefaultPowerOpInfo",
                    [
                        "powerOffType": "soft", "suspendType": "hard", "resetType": "soft", "defaultPowerOffType": "soft",
                        "defaultSuspendType": "hard", "defaultResetType": "soft", "standbyAction": "checkpoint",
                    ])),
            "cpuAllocation": .object(Allocation(shares: 1000).object()), "memoryAllocation": .object(Allocation(shares: 20_480).object()),
            "latencySensitivity": .object(DataObject("LatencySensitivity", ["level": "normal"])), "memoryHotAddEnabled": false,
            "cpuHotAddEnabled": false, "cpuHotRemoveEnabled": false, "hotPlugMemoryLimit": .long(3072),
            "hotPlugMemoryIncrementSize": .long(128),
            "extraConfig": .list([]), "swapPlacement": "inherit",
            "bootOptions": .object(
                DataObject(
                    "VirtualMachineBootOptions",
                    [
                        "bootDelay": .long(0), "enterBIOSSetup": false, "efiSecureBootEnabled": false, "bootRetryEnabled": false,
                        "bootRetryDelay": .long(10_000), "networkBootProtocol": "ipv4",
                    ])),
            "vAssertsEnabled": false, "changeTrackingEnabled": false, "firmware": "bios", "maxMksConnections": -1,
            "guestAutoLockEnabled": true,
            "memoryReservationLockedToMax": false,
            "initialOverhead": .object(
                DataObject(
                    "VirtualMachineConfigInfoOverheadInfo",
                    ["initialMemoryReservation": .long(214_446_080), "initialSwapReservation": .long(1_541_439_488)])),
            "nestedHVEnabled": false, "vPMCEnabled": false,
            "scheduledHardwareUpgradeInfo": .object(
                DataObject("ScheduledHardwareUpgradeInfo", ["upgradePolicy": "never", "scheduledHardwareUpgradeStatus": "none"])),
            "messageBusTunnelEnabled": false, "migrateEncryption": "opportunistic", "sevEnabled": false,
        ])

    static func label(_ label: String, _ summary: String) -> Value {
        .object(DataObject("Description", ["label": .string(label), "summary": .string(summary)]))
    }

    private static func device(
        _ type: String, _ key: Int64, _ label: String, _ summary: String = "", controller: Int64? = nil, unit: Int64? = nil,
        bus: Int64? = nil
    ) -> DataObject {
        DataObject(
            type,
            [
                "key": .int(key), "deviceInfo": self.label(label, summary.isEmpty ? label : summary),
                "controllerKey": controller.map(Value.int),
                "unitNumber": unit.map(Value.int), "busNumber": bus.map(Value.int),
            ])
    }

    /// What every machine has.
    static let usual: [DataObject] = {
        var keyboard = device("VirtualKeyboard", 600, "Keyboard", controller: 300, unit: 0)
        var pointer = device("VirtualPointingDevice", 700, "Pointing device", "Pointing device; Device", controller: 300, unit: 1)
        pointer["backing"] = .object(
            DataObject(
                "VirtualPointingDeviceDeviceBackingInfo", ["deviceName": "", "useAutoDetect": false, "hostPointingDevice": "autodetect"]))
        var video = device("VirtualMachineVideoCard", 500, "Video card", "Video card", controller: 100, unit: 0)
        video.merge(
            DataObject(
                "",
                [
                    "videoRamSizeInKB": .long(4096), "numDisplays": 1, "useAutoDetect": false, "enable3DSupport": false,
                    "use3dRenderer": "automatic",
                    "graphicsMemorySizeInKB": .long(262_144),
                ]))
        var vmci = device(
            "VirtualMachineVMCIDevice", 12_000, "VMCI device", "Device on the virtual machine PCI bus", controller: 100, unit: 17)
        vmci.merge(DataObject("", ["id": .long(-1), "allowUnrestrictedCommunication": false, "filterEnable": true]))
        return [
            device("VirtualIDEController", 200, "IDE 0", bus: 0), device("VirtualIDEController", 201, "IDE 1", bus: 1),
            device("VirtualPS2Controller", 300, "PS2 controller 0", bus: 0),
            device("VirtualPCIController", 100, "PCI controller 0", bus: 0),
            device("VirtualSIOController", 400, "SIO controller 0", bus: 0), keyboard, pointer, video, vmci,
        ]
    }()

    static let scsi: DataObject = {
        var controller = device(
            "ParaVirtualSCSIController", 1000, "SCSI controller 0", "VMware paravirtual SCSI", controller: 100, unit: 3, bus: 0)
        controller.merge(DataObject("", ["hotAddRemove": true, "sharedBus": "noSharing", "scsiCtlrUnitNumber": 7]))
        return controller
    }()

    /// The first disk.
    static func disk(_ file: String, store: Ref, kilobytes: Int64) -> DataObject {
        var disk = device("VirtualDisk", 2000, "Hard disk 1", "\(kilobytes.grouped) KB", controller: 1000, unit: 0)
        disk["capacityInKB"] = .long(kilobytes)
        disk["capacityInBytes"] = .long(kilobytes << 10)
        disk["backing"] = .object(
            DataObject(
                "VirtualDiskFlatVer2BackingInfo",
                [
                    "fileName": .string(file), "datastore": .ref(store), "backingObjectId": "", "diskMode": "persistent", "split": false,
                    "writeThrough": false, "thinProvisioned": true, "sharing": "sharingNone",
                ]))
        disk["shares"] = .object(DataObject("SharesInfo", ["shares": 1000, "level": "normal"]))
        return disk
    }

    /// The first network card.
    static func card(_ network: Network, switchUUID: String, mac: String) -> DataObject {
        var card = device("VirtualVmxnet3", 4000, "Network adapter 1", network.name, controller: 100, unit: 7)
        card["backing"] = .object(cardBacking(network, switchUUID: switchUUID))
        card["connectable"] = .object(connectable)
        card["addressType"] = "assigned"
        card["macAddress"] = .string(mac)
        card["wakeOnLanEnabled"] = true
        card["uptCompatibilityEnabled"] = true
        return card
    }

    static func cardBacking(_ network: Network, switchUUID: String) -> DataObject {
        guard network.ref.type == "DistributedVirtualPortgroup" else {
            return DataObject(
                "VirtualEthernetCardNetworkBackingInfo",
                ["deviceName": .string(network.name), "useAutoDetect": false, "network": .ref(network.ref)])
        }
        return DataObject(
            "VirtualEthernetCardDistributedVirtualPortBackingInfo",
            [
                "port": .object(
                    DataObject(
                        "DistributedVirtualSwitchPortConnection",
                        ["switchUuid": .string(switchUUID), "portgroupKey": .string(network.ref.id), "portKey": "0"]))
            ])
    }

    static let connectable = DataObject(
        "VirtualDeviceConnectInfo",
        ["startConnected": true, "allowGuestControl": true, "connected": false, "status": "untried"])

    static func mac(_ seed: UInt64) -> String {
        let number = (seed &* 2_654_435_761) & 0x3F_FFFF
        return "00:50:56:"
            + [16, 8, 0].map { shift in
                let byte = UInt8(truncatingIfNeeded: number >> UInt64(shift)) | (shift == 16 ? 0x80 : 0)
                return (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined(separator: ":")
    }

    /// What a guest system is called.
    static func guestName(_ id: String) -> String {
        switch id {
        case "debian12_64Guest": "Debian GNU/Linux 12 (64-bit)"
        case "debian11_64Guest": "Debian GNU/Linux 11 (64-bit)"
        case "ubuntu64Guest": "Ubuntu Linux (64-bit)"
        case "centos64Guest": "CentOS 4/5 or later (64-bit)"
        case "centos7_64Guest": "CentOS 7 (64-bit)"
        case "rhel9_64Guest": "Red Hat Enterprise Linux 9 (64-bit)"
        case "rhel8_64Guest": "Red Hat Enterprise Linux 8 (64-bit)"
        case "otherLinux64Guest": "Other Linux (64-bit)"
        case "other5xLinux64Guest": "Other 5.x or later Linux (64-bit)"
        case "otherGuest": "Other (32-bit)"
        case "otherGuest64": "Other (64-bit)"
        case "windows2019srv_64Guest": "Microsoft Windows Server 2019 (64-bit)"
        case "windows2019srvNext_64Guest": "Microsoft Windows Server 2022 (64-bit)"
        default: "Other (32-bit)"
        }
    }

    static func guestFamily(_ id: String) -> String {
        id.hasPrefix("win") ? "windowsGuest" : id.hasPrefix("other") && !id.contains("inux") ? "otherGuestFamily" : "linuxGuest"
    }
}

extension Int64 {
    /// `16,777,216`.
    var grouped: String {
        var text = String(magnitude)
        var place = text.count - 3
        while place > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
            place -= 3
        }
        return (self < 0 ? "-" : "") + text
    }
}
