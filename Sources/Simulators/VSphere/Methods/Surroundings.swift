extension Operations {
    /// What clients ask of beside machines: options, extensions, licences, what can be configured.
    static let surroundings: [String: [String: Operation]] = [
        "OptionManager": [
            "QueryOptions": { center, call in
                let name = call.string("name") ?? ""
                let found = center.options(call.target).filter { option in
                    let key = option.string("key") ?? ""
                    return name.isEmpty || key == name || name.hasSuffix(".") && key.hasPrefix(name)
                }
                guard !found.isEmpty else { throw Fault("InvalidName", "The option '\(name)' does not exist.", ["name": .string(name)]) }
                return .objects(found)
            }
        ],
        "ExtensionManager": [
            "FindExtension": { _, _ in nil },
            "QueryManagedBy": { center, call in
                .refs(
                    center.state.machines.values.filter {
                        $0.config.object("managedBy")?.string("extensionKey") == call.string("extensionKey")
                    }.map(\.ref))
            },
        ],
        "CustomizationSpecManager": [
            "DoesCustomizationSpecExist": { _, _ in false },
            "GetCustomizationSpec": { _, call in
                throw Fault("NotFound", "The customization specification '\(call.string("name") ?? "")' could not be found.")
            },
        ],
        "EnvironmentBrowser": [
            "QueryConfigOptionDescriptor": { center, _ in
                .objects(
                    ["vmx-21", "vmx-20", "vmx-19", "vmx-15", "vmx-13"].map { version in
                        DataObject(
                            "VirtualMachineConfigOptionDescriptor",
                            [
                                "key": .string(version), "description": .string("ESXi \(version)"),
                                "host": .refs(center.sortedHosts.map(\.ref)),
                                "createSupported": true, "defaultConfigOption": .bool(version == MachineParts.version),
                                "runSupported": true,
                                "upgradeSupported": true,
                            ])
                    })
            },
            "QueryConfigOption": { center, call in .object(center.configOption(call.string("key"))) },
            "QueryConfigOptionEx": { center, call in .object(center.configOption(call.object("spec")?.string("key"))) },
            "QueryConfigTarget": { center, call in .object(center.configTarget()) },
        ],
        "DistributedVirtualSwitchManager": [
            "QueryDvsByUuid": { center, call in
                center.sortedNetworks.first { $0.uuid == call.string("uuid") && !$0.uuid.isEmpty }.map { .ref($0.ref) }
            }
        ],
        "DistributedVirtualSwitch": [
            "LookupDvPortGroup": { center, call in
                center.sortedNetworks.first { $0.ref.id == call.string("portgroupKey") && $0.distributedSwitch == call.target }.map {
                    .ref($0.ref)
                }
            },
            "FetchDVPorts": { _, _ in .list([]) },
        ],
        "UserDirectory": [
            "RetrieveUserGroups": { center, call in
                let wanted = call.string("searchStr")?.lowercased() ?? ""
                let isExact = call.bool("exactMatch")
                return .objects(
                    center.state.users.map(\.name).filter { isExact ? $0.lowercased() == wanted : $0.lowercased().contains(wanted) }.map {
                        DataObject("UserSearchResult", ["principal": .string($0), "fullName": .string($0), "group": false])
                    })
            }
        ],
    ]
}

extension Center {
    /// A server's or a host's settings.
    func options(_ ref: Ref) -> [DataObject] {
        let pairs: [(String, Value)] =
            part(ref) != nil
            ? [
                ("Misc.HostName", .string(part(ref)?.name ?? "")), ("UserVars.SuppressShellWarning", .long(0)),
                ("Net.TcpipHeapSize", .long(0)),
            ]
            : [
                ("VirtualCenter.InstanceName", "vcenter.sim.local"), ("VirtualCenter.FQDN", "vcenter.sim.local"),
                ("config.vpxd.hostnameUrl", "vcenter.sim.local"),
                ("instance.id", 1), ("mail.sender", ""), ("event.maxAge", 30), ("task.maxAge", 30),
                ("config.vpxd.enableDebugBrowse", "false"),
            ]
        return pairs.map { DataObject("OptionValue", ["key": .string($0.0), "value": $0.1]) }
    }

    fileprivate func configOption(_ key: String?) -> DataObject {
        func integers(_ least: Int64, _ most: Int64, _ usual: Int64) -> Value {
            .object(
                DataObject("IntOption", ["valueIsReadonly": false, "min": .int(least), "max": .int(most), "defaultValue": .int(usual)]))
        }
        let guests = [
            "debian12_64Guest", "ubuntu64Guest", "rhel9_64Guest", "otherLinux64Guest", "other5xLinux64Guest", "otherGuest64", "otherGuest",
            "windows2019srv_64Guest",
        ]
        return DataObject(
            "VirtualMachineConfigOption",
            [
                "version": .string(key ?? MachineParts.version), "description": .string("ESXi \(state.version)"),
                "guestOSDescriptor": .objects(
                    guests.map { guest in
                        let isNVME = !guest.hasPrefix("otherGuest")
                        var descriptor = DataObject(
                            "GuestOsDescriptor",
                            [
                                "id": .string(guest), "family": .string(MachineParts.guestFamily(guest)),
                                "fullName": .string(MachineParts.guestName(guest)),
                                "supportedMaxCPUs": 768, "numSupportedPhysicalSockets": 64, "numSupportedCoresPerSocket": 64,
                                "supportedMinMemMB": 4,
                                "supportedMaxMemMB": 25_165_824, "recommendedMemMB": 1024, "recommendedColorDepth": 0,
                                "supportedDiskControllerList": .strings(
                                    ["VirtualAHCIController", "ParaVirtualSCSIController", "VirtualLsiLogicController"]
                                        + (isNVME ? ["VirtualNVMEController"] : [])),
                                "recommendedSCSIController": "ParaVirtualSCSIController",
                                "recommendedDiskController": "ParaVirtualSCSIController",
                                "supportedNumDisks": 256, "recommendedDiskSizeMB": 16_384,
                                "recommendedCdromController": "VirtualAHCIController",
                                "supportedEthernetCard": .strings(["VirtualVmxnet3", "VirtualE1000e", "VirtualE1000"]),
                                "recommendedEthernetCard": "VirtualVmxnet3", "numRecommendedPhysicalSockets": 1,
                                "numRecommendedCoresPerSocket": 1,
                                "recommendedFirmware": "bios", "supportedFirmware": .strings(["bios", "efi"]), "supportLevel": "supported",
                            ])
                        for field in TypeTable.shared.kind("GuestOsDescriptor")?.fields ?? []
                        where !field.type.isOptional && descriptor[field.name] == nil {
                            switch field.type.base {
                            case "boolean": descriptor[field.name] = true
                            case "BoolOption":
                                descriptor[field.name] = .object(
                                    DataObject("BoolOption", ["valueIsReadonly": false, "supported": true, "defaultValue": false]))
                            case "int": descriptor[field.name] = 0
                            default: break
                            }
                        }
                        return descriptor
                    }), "guestOSDefaultIndex": 0,
                "hardwareOptions": .object(
                    DataObject(
                        "VirtualHardwareOption",
                        [
                            "hwVersion": 20, "virtualDeviceOption": .list([]), "deviceListReadonly": false,
                            "numCPU": .list([1, 2, 4, 8, 16, 32, 64]),
                            "numCpuReadonly": false,
                            "memoryMB": .object(
                                DataObject("LongOption", ["min": .long(4), "max": .long(25_165_824), "defaultValue": .long(1024)])),
                            "numPCIControllers": integers(1, 1, 1), "numIDEControllers": integers(2, 2, 2),
                            "numUSBControllers": integers(0, 1, 0),
                            "numSIOControllers": integers(1, 1, 1), "numPS2Controllers": integers(1, 1, 1),
                        ])),
            ])
    }

    fileprivate func configTarget() -> DataObject {
        let hosts = sortedHosts
        return DataObject(
            "ConfigTarget",
            [
                "numCpus": .int(hosts.map(\.cpus).max() ?? 1), "numCpuCores": .int(hosts.map(\.cpus).max() ?? 1), "numNumaNodes": 1,
                "smcPresent": false,
                "datastore": .objects(
                    sortedStores.compactMap { store in
                        guard let summary = property(store.ref, "summary") else { return nil }
                        return DataObject(
                            "VirtualMachineDatastoreInfo",
                            [
                                "name": .string(store.name), "datastore": summary,
                                "capability": .object(
                                    DataObject(
                                        "DatastoreCapability",
                                        [
                                            "directoryHierarchySupported": true, "rawDiskMappingsSupported": false,
                                            "perFileThinProvisioningSupported": true,
                                            "storageIORMSupported": true, "nativeSnapshotSupported": false,
                                        ])), "maxFileSize": .long(64 << 40), "mode": "readWrite",
                            ])
                    }),
                "network": .objects(
                    sortedNetworks.filter { $0.ref.type == "Network" }.compactMap { network in
                        guard let summary = property(network.ref, "summary") else { return nil }
                        return DataObject("VirtualMachineNetworkInfo", ["name": .string(network.name), "network": summary])
                    }),
                "distributedVirtualPortgroup": .objects(
                    sortedNetworks.filter { $0.ref.type == "DistributedVirtualPortgroup" && !$0.isUplink }.compactMap { group in
                        guard let own = group.distributedSwitch.flatMap({ state.networks[$0.id] }) else { return nil }
                        return DataObject(
                            "DistributedVirtualPortgroupInfo",
                            [
                                "switchName": .string(own.name), "switchUuid": .string(own.uuid), "portgroupName": .string(group.name),
                                "portgroupKey": .string(group.ref.id), "portgroupType": "earlyBinding", "uplinkPortgroup": false,
                                "portgroup": .ref(group.ref),
                            ])
                    }), "maxMemMBOptimalPerf": .int((hosts.map(\.memory).max() ?? 0) >> 20), "resourcePool": nil, "autoVmotion": false,
            ])
    }
}
