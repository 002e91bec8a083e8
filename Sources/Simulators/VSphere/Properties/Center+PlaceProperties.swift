extension Center {
    func property(of folder: Folder, _ name: String) -> Value? {
        switch name {
        case "childType": .strings(folder.childTypes)
        case "childEntity": .refs(folder.children)
        default: nil
        }
    }

    func property(of datacenter: Datacenter, _ name: String) -> Value? {
        switch name {
        case "vmFolder": return .ref(datacenter.vmFolder)
        case "hostFolder": return .ref(datacenter.hostFolder)
        case "datastoreFolder": return .ref(datacenter.datastoreFolder)
        case "networkFolder": return .ref(datacenter.networkFolder)
        case "datastore": return .refs(sortedStores.map(\.ref).filter { self.datacenter(of: $0)?.ref == datacenter.ref })
        case "network": return .refs(groups(in: datacenter.ref))
        case "configuration": return .object(DataObject("DatacenterConfigInfo"))
        default: return nil
        }
    }

    /// The networks that machines of a datacenter can be connected to.
    func groups(in datacenter: Ref?) -> [Ref] {
        sortedNetworks.filter { $0.ref.type != "VmwareDistributedVirtualSwitch" }.map(\.ref).filter {
            datacenter == nil || self.datacenter(of: $0)?.ref == datacenter
        }
    }

    func property(of compute: Compute, _ name: String) -> Value? {
        switch name {
        case "resourcePool": return .ref(compute.pool)
        case "host": return .refs(compute.hosts)
        case "datastore": return .refs(sortedStores.map(\.ref))
        case "network": return .refs(groups(in: datacenter(of: compute.ref)?.ref))
        case "environmentBrowser": return .ref(Ref("EnvironmentBrowser", "envbrowser-\(compute.ref.id)"))
        case "summary": return .object(summary(of: compute))
        case "summaryEx" where compute.isCluster: return .object(summary(of: compute))
        case "configurationEx": return .object(configuration(of: compute))
        case "configuration" where compute.isCluster:
            let found = configuration(of: compute)
            return .object(DataObject("ClusterConfigInfo", ["dasConfig": found["dasConfig"], "drsConfig": found["drsConfig"]]))
        case "recommendation", "migrationHistory", "actionHistory", "drsFault": return compute.isCluster ? .list([]) : nil
        default: return nil
        }
    }

    private func summary(of compute: Compute) -> DataObject {
        let hosts = compute.hosts.compactMap { state.hosts[$0.id] }
        let effective = hosts.filter { $0.connection == "connected" && !$0.isInMaintenance }
        let cores = hosts.reduce(0) { $0 + $1.cpus }
        let effectiveCores = effective.reduce(0) { $0 + $1.cpus }
        var summary = DataObject(
            compute.isCluster ? "ClusterComputeResourceSummary" : "ComputeResourceSummary",
            [
                "totalCpu": .int(cores * Host.megahertz), "totalMemory": .long(hosts.reduce(0) { $0 + $1.memory }),
                "numCpuCores": .int(cores),
                "numCpuThreads": .int(cores * 2), "effectiveCpu": .int(effectiveCores * Host.megahertz),
                "effectiveMemory": .long(effective.reduce(0) { $0 + $1.memory } >> 20), "numHosts": .int(hosts.count),
                "numEffectiveHosts": .int(effective.count), "overallStatus": "green",
            ])
        if compute.isCluster {
            summary.merge(
                DataObject("", ["currentFailoverLevel": 0, "numVmotions": 0, "targetBalance": 200, "currentBalance": 50, "drsScore": 100]))
        }
        return summary
    }

    private func configuration(of compute: Compute) -> DataObject {
        guard compute.isCluster else {
            return DataObject("ComputeResourceConfigInfo", ["vmSwapPlacement": "vmDirectory", "spbmEnabled": false])
        }
        return DataObject(
            "ClusterConfigInfoEx",
            [
                "vmSwapPlacement": "vmDirectory", "spbmEnabled": false,
                "dasConfig": .object(
                    DataObject(
                        "ClusterDasConfigInfo",
                        [
                            "enabled": .bool(compute.hasHA), "vmMonitoring": "vmMonitoringDisabled", "hostMonitoring": "enabled",
                            "failoverLevel": 1,
                            "admissionControlEnabled": true,
                            "admissionControlPolicy": .object(
                                DataObject(
                                    "ClusterFailoverResourcesAdmissionControlPolicy",
                                    ["cpuFailoverResourcesPercent": 25, "memoryFailoverResourcesPercent": 25])),
                            "defaultVmSettings": .object(
                                DataObject("ClusterDasVmSettings", ["restartPriority": "medium", "isolationResponse": "none"])),
                            "hBDatastoreCandidatePolicy": "allFeasibleDsWithUserPreference",
                        ])),
                "drsConfig": .object(
                    DataObject(
                        "ClusterDrsConfigInfo",
                        [
                            "enabled": .bool(compute.hasDRS), "enableVmBehaviorOverrides": true, "defaultVmBehavior": "fullyAutomated",
                            "vmotionRate": 3, "scaleDescendantsShares": "disabled",
                        ])),
                "dpmConfigInfo": .object(
                    DataObject("ClusterDpmConfigInfo", ["enabled": false, "defaultDpmBehavior": "automated", "hostPowerActionRate": 3])),
                "proactiveDrsConfig": .object(DataObject("ClusterProactiveDrsConfigInfo", ["enabled": false])),
                "cryptoConfig": .object(DataObject("ClusterCryptoConfigInfo", ["cryptoMode": "onDemand"])),
            ])
    }

    func property(of pool: Pool, _ name: String) -> Value? {
        switch name {
        case "owner": return .ref(pool.owner)
        case "resourcePool": return .refs(pool.children)
        case "vm": return .refs(placement.ofPool[pool.ref] ?? [])
        case "config": return .object(configuration(of: pool))
        case "runtime": return .object(runtime(of: pool))
        case "summary":
            return .object(
                DataObject(
                    "ResourcePoolSummary",
                    [
                        "name": .string(pool.name), "config": .object(configuration(of: pool)), "runtime": .object(runtime(of: pool)),
                        "configuredMemoryMB": .int(
                            (placement.ofPool[pool.ref] ?? []).reduce(0) { $0 + (state.machines[$1.id]?.memory ?? 0) }),
                    ]))
        default: return nil
        }
    }

    private func configuration(of pool: Pool) -> DataObject {
        DataObject(
            "ResourceConfigSpec",
            ["entity": .ref(pool.ref), "cpuAllocation": .object(pool.cpu.object()), "memoryAllocation": .object(pool.memory.object())])
    }

    private func runtime(of pool: Pool) -> DataObject {
        let hosts = (state.computes[pool.owner.id]?.hosts ?? []).compactMap { state.hosts[$0.id] }
        func usage(_ most: Int64) -> Value {
            .object(
                DataObject(
                    "ResourcePoolResourceUsage",
                    [
                        "reservationUsed": .long(0), "reservationUsedForVm": .long(0), "unreservedForPool": .long(most),
                        "unreservedForVm": .long(most),
                        "overallUsage": .long(most / 10), "maxUsage": .long(most),
                    ]))
        }
        return DataObject(
            "ResourcePoolRuntimeInfo",
            [
                "memory": usage(hosts.reduce(0) { $0 + $1.memory }), "cpu": usage(Int64(hosts.reduce(0) { $0 + $1.cpus } * Host.megahertz)),
                "overallStatus": "green", "sharesScalable": "disabled",
            ])
    }

    func property(of store: Datastore, _ name: String) -> Value? {
        let isNAS = store.type.hasPrefix("NFS")
        switch name {
        case "summary":
            return .object(
                DataObject(
                    "DatastoreSummary",
                    [
                        "datastore": .ref(store.ref), "name": .string(store.name), "url": .string(store.url),
                        "capacity": .long(store.capacity),
                        "freeSpace": .long(store.free),
                        "uncommitted": .long(store.files.values.reduce(0) { $0 + max(0, $1.capacity - $1.size) }),
                        "accessible": true, "multipleHostAccess": .bool(state.hosts.count > 1), "type": .string(store.type),
                        "maintenanceMode": "normal",
                    ]))
        case "info":
            var info = DataObject(
                isNAS ? "NasDatastoreInfo" : "VmfsDatastoreInfo",
                [
                    "name": .string(store.name), "url": .string(store.url), "freeSpace": .long(store.free), "maxFileSize": .long(64 << 40),
                    "maxVirtualDiskCapacity": .long(62 << 40), "maxMemoryFileSize": .long(64 << 40), "timestamp": .date(now),
                ])
            if isNAS {
                info["nas"] = .object(
                    DataObject(
                        "HostNasVolume",
                        [
                            "type": .string(store.type), "name": .string(store.name), "capacity": .long(store.capacity),
                            "remoteHost": "nas.sim.local",
                            "remotePath": .string("/export/\(store.name)"),
                        ]))
            } else {
                info["maxPhysicalRDMFileSize"] = .long(64 << 40)
                info["maxVirtualRDMFileSize"] = .long(62 << 40)
                info["vmfs"] = .object(
                    DataObject(
                        "HostVmfsVolume",
                        [
                            "type": "VMFS", "name": .string(store.name), "capacity": .long(store.capacity), "blockSizeMb": 1,
                            "blockSize": 1024,
                            "unmapGranularity": 1024, "maxBlocks": 63_963_136, "majorVersion": 6, "version": "6.82",
                            "uuid": .string(store.uuid),
                            "extent": .objects([
                                DataObject(
                                    "HostScsiDiskPartition",
                                    ["diskName": .string("naa.\(store.uuid.filter { $0 != "-" })"), "partition": 1])
                            ]), "vmfsUpgradable": false, "ssd": true, "local": .bool(state.hosts.count == 1),
                        ]))
            }
            return .object(info)
        case "host":
            return .objects(
                sortedHosts.map {
                    DataObject(
                        "DatastoreHostMount",
                        [
                            "key": .ref($0.ref),
                            "mountInfo": .object(
                                DataObject(
                                    "HostMountInfo",
                                    [
                                        "path": .string("/vmfs/volumes/\(store.uuid)"), "accessMode": "readWrite", "mounted": true,
                                        "accessible": true,
                                    ])),
                        ])
                })
        case "vm": return .refs(placement.ofStore[store.ref] ?? [])
        case "browser": return .ref(Ref("HostDatastoreBrowser", "datastoreBrowser-\(store.ref.id)"))
        case "capability":
            return .object(
                DataObject(
                    "DatastoreCapability",
                    [
                        "directoryHierarchySupported": true, "rawDiskMappingsSupported": .bool(!isNAS),
                        "perFileThinProvisioningSupported": true,
                        "storageIORMSupported": true, "nativeSnapshotSupported": false, "topLevelDirectoryCreateSupported": true,
                        "seSparseSupported": true,
                    ]))
        default: return nil
        }
    }

    func property(of network: Network, _ name: String) -> Value? {
        if network.ref.type == "VmwareDistributedVirtualSwitch" { return property(ofSwitch: network, name) }
        switch name {
        case "summary":
            return .object(
                DataObject(
                    "NetworkSummary",
                    ["network": .ref(network.ref), "name": .string(network.name), "accessible": true, "ipPoolName": "", "ipPoolId": -1]))
        case "host": return .refs(sortedHosts.map(\.ref))
        case "vm": return .refs(placement.ofNetwork[network.ref] ?? [])
        case "key" where network.distributedSwitch != nil: return .string(network.ref.id)
        case "portKeys" where network.distributedSwitch != nil: return .strings((0..<8).map(String.init))
        case "config" where network.distributedSwitch != nil:
            let vlan =
                network.isUplink
                ? DataObject(
                    "VmwareDistributedVirtualSwitchTrunkVlanSpec",
                    ["inherited": false, "vlanId": .objects([DataObject("NumericRange", ["start": 0, "end": 4094])])])
                : DataObject("VmwareDistributedVirtualSwitchVlanIdSpec", ["inherited": false, "vlanId": 0])
            return .object(
                DataObject(
                    "DVPortgroupConfigInfo",
                    [
                        "key": .string(network.ref.id), "name": .string(network.name), "numPorts": 8,
                        "distributedVirtualSwitch": network.distributedSwitch.map(Value.ref),
                        "defaultPortConfig": .object(DataObject("VMwareDVSPortSetting", ["vlan": .object(vlan)])), "description": "",
                        "type": "earlyBinding", "backingType": "standard",
                        "policy": .object(
                            DataObject(
                                "VMwareDVSPortgroupPolicy",
                                [
                                    "blockOverrideAllowed": true, "shapingOverrideAllowed": false, "vendorConfigOverrideAllowed": false,
                                    "livePortMovingAllowed": false, "portConfigResetAtDisconnect": true, "vlanOverrideAllowed": false,
                                    "uplinkTeamingOverrideAllowed": false, "securityPolicyOverrideAllowed": false,
                                    "ipfixOverrideAllowed": false,
                                ])), "configVersion": "0", "autoExpand": true, "uplink": .bool(network.isUplink),
                    ]))
        default: return nil
        }
    }

    private func property(ofSwitch network: Network, _ name: String) -> Value? {
        let groups = sortedNetworks.filter { $0.distributedSwitch == network.ref }
        let product = DataObject("DistributedVirtualSwitchProductSpec", ["name": "DVS", "vendor": "VMware, Inc.", "version": "8.0.0"])
        switch name {
        case "uuid": return .string(network.uuid)
        case "portgroup": return .refs(groups.map(\.ref))
        case "capability":
            return .object(
                DataObject(
                    "DVSCapability",
                    ["dvsOperationSupported": true, "dvPortGroupOperationSupported": true, "dvPortOperationSupported": true]))
        case "summary":
            return .object(
                DataObject(
                    "DVSSummary",
                    [
                        "name": .string(network.name), "uuid": .string(network.uuid), "numPorts": 16, "productInfo": .object(product),
                        "hostMember": .refs(sortedHosts.map(\.ref)), "portgroupName": .strings(groups.map(\.name)),
                        "numHosts": .int(state.hosts.count),
                    ]))
        case "config":
            return .object(
                DataObject(
                    "VMwareDVSConfigInfo",
                    [
                        "uuid": .string(network.uuid), "name": .string(network.name), "numStandalonePorts": 0, "numPorts": 16,
                        "maxPorts": 2_147_483_647,
                        "uplinkPortPolicy": .object(
                            DataObject("DVSNameArrayUplinkPortPolicy", ["uplinkPortName": .strings(["Uplink 1", "Uplink 2"])])),
                        "uplinkPortgroup": .refs(groups.filter(\.isUplink).map(\.ref)),
                        "defaultPortConfig": .object(DataObject("VMwareDVSPortSetting")), "productInfo": .object(product),
                        "configVersion": "1",
                        "contact": .object(DataObject("DVSContactInfo")), "createTime": .date(1_700_000_000),
                        "networkResourceManagementEnabled": true, "maxMtu": 1500, "multicastFilteringMode": "legacyFiltering",
                        "lacpApiVersion": "multipleLag", "networkResourceControlVersion": "version3",
                        "host": .objects(
                            sortedHosts.map { host in
                                DataObject(
                                    "DistributedVirtualSwitchHostMember",
                                    [
                                        "config": .object(
                                            DataObject(
                                                "DistributedVirtualSwitchHostMemberConfigInfo",
                                                [
                                                    "host": .ref(host.ref), "maxProxySwitchPorts": 512,
                                                    "backing": .object(DataObject("DistributedVirtualSwitchHostMemberPnicBacking")),
                                                ])), "productInfo": .object(product), "status": "up",
                                    ])
                            }),
                    ]))
        default: return nil
        }
    }
}

extension Datastore {
    var url: String { "ds:///vmfs/volumes/\(uuid)/" }
}
