extension Host {
    /// Of each core.
    static let megahertz = 2400

    var isAvailable: Bool { connection == "connected" && !isInMaintenance }
}

extension Center {
    func property(of host: Host, _ name: String) -> Value? {
        switch name {
        case "runtime": return .object(runtime(of: host))
        case "summary": return .object(summary(of: host))
        case "hardware": return host.connection == "connected" ? .object(hardware(of: host)) : nil
        case "vm": return .refs(placement.ofHost[host.ref] ?? [])
        case "datastore": return .refs(sortedStores.map(\.ref))
        case "network": return .refs(groups(in: datacenter(of: host.ref)?.ref))
        case "datastoreBrowser": return .ref(Ref("HostDatastoreBrowser", "datastoreBrowser-\(host.ref.id)"))
        case "config": return host.connection == "connected" ? .object(configuration(of: host)) : nil
        case "capability": return host.connection == "connected" ? .object(Self.hostCapability) : nil
        case "configManager":
            return .object(
                DataObject(
                    "HostConfigManager",
                    [
                        "networkSystem": .ref(Ref("HostNetworkSystem", "networkSystem-\(host.ref.id)")),
                        "datastoreSystem": .ref(Ref("HostDatastoreSystem", "datastoreSystem-\(host.ref.id)")),
                        "storageSystem": .ref(Ref("HostStorageSystem", "storageSystem-\(host.ref.id)")),
                        "advancedOption": .ref(Ref("OptionManager", "EsxHostAdvSettings-\(host.ref.id)")),
                        "autoStartManager": .ref(Ref("HostAutoStartManager", "autoStartManager-\(host.ref.id)")),
                    ]))
        case "licensableResource":
            return .object(
                DataObject(
                    "HostLicensableResourceInfo",
                    ["resource": .objects([DataObject("KeyAnyValue", ["key": "numCpuCores", "value": .int(host.cpus)])])]))
        default: return nil
        }
    }

    private func runtime(of host: Host) -> DataObject {
        DataObject(
            "HostRuntimeInfo",
            [
                "connectionState": .string(host.connection), "powerState": host.connection == "connected" ? "poweredOn" : "unknown",
                "standbyMode": "none", "inMaintenanceMode": .bool(host.isInMaintenance), "inQuarantineMode": false,
                "bootTime": host.connection == "connected" ? .date(host.bootedAt) : nil,
                "hostMaxVirtualDiskCapacity": .long(68_169_720_922_112),
                "cryptoState": "incapable",
            ])
    }

    private func product(_ host: Host) -> DataObject {
        DataObject(
            "AboutInfo",
            [
                "name": "VMware ESXi", "fullName": .string("VMware ESXi \(state.version) build-22380479"), "vendor": "VMware, Inc.",
                "version": .string(state.version), "build": "22380479", "localeVersion": "INTL", "localeBuild": "000",
                "osType": "vmnix-x86",
                "productLineId": "embeddedEsx", "apiType": "HostAgent", "apiVersion": .string(apiVersion),
                "licenseProductName": "VMware ESX Server", "licenseProductVersion": "8.0",
            ])
    }

    private func summary(of host: Host) -> DataObject {
        let machines = (placement.ofHost[host.ref] ?? []).compactMap { state.machines[$0.id] }.filter(\.isOn)
        let isThere = host.connection == "connected"
        return DataObject(
            "HostListSummary",
            [
                "host": .ref(host.ref),
                "hardware": .object(
                    DataObject(
                        "HostHardwareSummary",
                        [
                            "vendor": "Strata", "model": "Simulated host", "uuid": .string(host.uuid), "memorySize": .long(host.memory),
                            "cpuModel": "Simulated CPU @ 2.40GHz", "cpuMhz": .int(Host.megahertz),
                            "numCpuPkgs": .int(max(1, host.cpus / 16)),
                            "numCpuCores": .int(host.cpus), "numCpuThreads": .int(host.cpus * 2), "numNics": 2, "numHBAs": 2,
                        ])), "runtime": .object(runtime(of: host)),
                "config": .object(
                    DataObject(
                        "HostConfigSummary",
                        [
                            "name": .string(host.name), "port": 443, "sslThumbprint": .string(thumbprints.sha1),
                            "product": .object(product(host)),
                            "vmotionEnabled": .bool(!state.isESXi), "faultToleranceEnabled": false,
                        ])),
                "quickStats": .object(
                    DataObject(
                        "HostListSummaryQuickStats",
                        [
                            "overallCpuUsage": isThere ? .int(200 + machines.reduce(0) { $0 + Load.megahertz($1, at: now) }) : nil,
                            "overallMemoryUsage": isThere ? .int(2048 + machines.reduce(0) { $0 + $1.memory } / 2) : nil,
                            "uptime": isThere ? .int(Int64(now - host.bootedAt)) : nil,
                        ])), "overallStatus": isThere ? "green" : "red", "rebootRequired": false,
                "customValue": host.customValues.isEmpty ? nil : .objects(customValues(host)),
                "managementServerIp": state.isESXi ? nil : "127.0.0.1",
            ])
    }

    private func hardware(of host: Host) -> DataObject {
        let packages = max(1, host.cpus / 16)
        return DataObject(
            "HostHardwareInfo",
            [
                "systemInfo": .object(
                    DataObject(
                        "HostSystemInfo",
                        [
                            "vendor": "Strata", "model": "Simulated host", "uuid": .string(host.uuid),
                            "serialNumber": .string("SIM-\(host.uuid.prefix(8))"),
                        ])),
                "cpuInfo": .object(
                    DataObject(
                        "HostCpuInfo",
                        [
                            "numCpuPackages": .int(packages), "numCpuCores": .int(host.cpus), "numCpuThreads": .int(host.cpus * 2),
                            "hz": .long(Int64(Host.megahertz) * 1_000_000),
                        ])),
                "cpuPkg": .objects(
                    (0..<packages).map {
                        DataObject(
                            "HostCpuPackage",
                            [
                                "index": .int($0), "vendor": "intel", "hz": .long(Int64(Host.megahertz) * 1_000_000),
                                "busHz": .long(100_000_000),
                                "description": "Simulated CPU @ 2.40GHz", "threadId": .list([]),
                            ])
                    }), "memorySize": .long(host.memory), "smcPresent": false,
                "cpuFeature": .objects(Self.processorFeatures),
                "numaInfo": .object(DataObject("HostNumaInfo", ["type": "NUMA", "numNodes": .int(packages)])),
                "biosInfo": .object(
                    DataObject(
                        "HostBIOSInfo",
                        ["biosVersion": "1.0", "releaseDate": .date(1_700_000_000), "vendor": "Strata", "firmwareType": "UEFI"])),
            ])
    }

    /// What CPUID tells of the hosts' processors: the makers' name, the features of x86-64-v2, and in `0x80000001` that they have the 64-bit mode.
    private static let processorFeatures: [DataObject] = {
        func register(_ value: UInt32) -> Value {
            let bits = String(value, radix: 2)
            let all = Array(String(repeating: "0", count: 32 - bits.count) + bits)
            return .string(stride(from: 0, to: 32, by: 4).map { String(all[$0..<$0 + 4]) }.joined(separator: ":"))
        }
        let leaves: [(level: Int64, eax: UInt32, ebx: UInt32, ecx: UInt32, edx: UInt32)] = [
            (0, 0xD, 0x756E_6547, 0x6C65_746E, 0x4965_6E69), (1, 0x206C2, 0, 0x8098_2201, 0x0FAB_FBFF),
            (-0x8000_0000, 0x8000_0008, 0, 0, 0), (-0x7FFF_FFFF, 0, 0, 1, 0x2810_0800), (-0x7FFF_FFF8, 0x3028, 0, 0, 0),
        ]
        return leaves.map { leaf in
            DataObject(
                "HostCpuIdInfo",
                [
                    "level": .int(leaf.level), "eax": register(leaf.eax), "ebx": register(leaf.ebx), "ecx": register(leaf.ecx),
                    "edx": register(leaf.edx),
                ])
        }
    }()

    private func configuration(of host: Host) -> DataObject {
        DataObject(
            "HostConfigInfo",
            [
                "host": .ref(host.ref), "product": .object(product(host)), "network": .object(networkInfo(host)),
                "hyperThread": .object(DataObject("HostHyperThreadScheduleInfo", ["available": true, "active": true, "config": true])),
                "option": .objects(options(Ref("OptionManager", "EsxHostAdvSettings-\(host.ref.id)"))), "lockdownMode": "lockdownDisabled",
                "adminDisabled": false,
                "dateTimeInfo": .object(
                    DataObject(
                        "HostDateTimeInfo",
                        [
                            "timeZone": .object(
                                DataObject(
                                    "HostDateTimeSystemTimeZone", ["key": "UTC", "name": "UTC", "description": "Universal", "gmtOffset": 0])
                            )
                        ])),
                "fileSystemVolume": .object(
                    DataObject(
                        "HostFileSystemVolumeInfo",
                        ["volumeTypeList": .strings(["VMFS", "NFS"]), "mountInfo": .list([])])),
            ])
    }

    func networkInfo(_ host: Host) -> DataObject {
        let policy = DataObject("HostNetworkPolicy")
        let names = sortedNetworks.filter { $0.ref.type == "Network" }.map(\.name)
        return DataObject(
            "HostNetworkInfo",
            [
                "vswitch": .objects([
                    DataObject(
                        "HostVirtualSwitch",
                        [
                            "name": "vSwitch0", "key": "key-vim.host.VirtualSwitch-vSwitch0", "numPorts": 2560, "numPortsAvailable": 2500,
                            "mtu": 1500,
                            "spec": .object(DataObject("HostVirtualSwitchSpec", ["numPorts": 128, "mtu": 1500])),
                        ])
                ]),
                "portgroup": .objects(
                    names.map {
                        DataObject(
                            "HostPortGroup",
                            [
                                "key": .string("key-vim.host.PortGroup-\($0)"), "computedPolicy": .object(policy),
                                "spec": .object(
                                    DataObject(
                                        "HostPortGroupSpec",
                                        ["name": .string($0), "vlanId": 0, "vswitchName": "vSwitch0", "policy": .object(policy)])),
                            ])
                    }),
                "vnic": .objects([
                    DataObject(
                        "HostVirtualNic",
                        [
                            "device": "vmk0", "key": "key-vim.host.VirtualNic-vmk0", "portgroup": "Management Network",
                            "spec": .object(
                                DataObject(
                                    "HostVirtualNicSpec",
                                    [
                                        "ip": .object(
                                            DataObject(
                                                "HostIpConfig", ["dhcp": false, "ipAddress": "127.0.0.1", "subnetMask": "255.0.0.0"])),
                                        "mac": "00:50:56:00:00:01", "mtu": 1500,
                                    ])),
                        ])
                ]),
                "dnsConfig": .object(
                    DataObject(
                        "HostDnsConfig",
                        [
                            "dhcp": false, "hostName": .string(String(host.name.split(separator: ".").first ?? "esx")),
                            "domainName": "sim.local",
                            "address": .list([]), "searchDomain": .list([]),
                        ])), "ipV6Enabled": false,
            ])
    }

    /// Which of the abilities that hosts have or lack there are.
    private static let hostCapability: DataObject = {
        let able: Set<String> = [
            "recursiveResourcePoolsSupported", "cpuMemoryResourceConfigurationSupported", "rebootSupported", "shutdownSupported",
            "vmotionSupported",
            "sanSupported", "nfsSupported", "vlanTaggingSupported", "nicTeamingSupported", "highGuestMemSupported",
            "maintenanceModeSupported",
            "suspendedRelocateSupported", "perVmSwapFiles", "backgroundSnapshotsSupported", "storageVMotionSupported",
            "vmotionWithStorageVMotionSupported", "cloneFromSnapshotSupported", "deltaDiskBackingsSupported", "nestedHVSupported",
        ]
        var capability = DataObject("HostCapability", ["maxSupportedVcpus": 768, "maxSupportedVMs": 1024, "maxRunningVMs": 1024])
        for field in TypeTable.shared.kind("HostCapability")?.fields ?? [] where field.type.base == "boolean" && !field.type.isOptional {
            capability[field.name] = .bool(able.contains(field.name))
        }
        return capability
    }()
}
