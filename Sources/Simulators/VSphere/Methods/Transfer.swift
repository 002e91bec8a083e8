import FoundationEssentials
import SimulatorKit

extension Operations {
    /// Machines on their way out and in.
    static let transfer: [String: [String: Operation]] = [
        "VirtualMachine": [
            "ExportVm": { center, call in
                let machine = try center.reachable(call.target)
                guard machine.power == "poweredOff" else { throw Fault.power(requested: "poweredOff", existing: machine.power) }
                return .ref(try center.lend(machine, call, isExport: true))
            }
        ],
        "VirtualMachineSnapshot": [
            "ExportSnapshot": { center, call in
                guard var machine = center.owner(ofSnapshot: call.target),
                    let snapshot = machine.snapshots.first(where: { $0.id == call.target.id })
                else {
                    throw Fault.notFound(call.target)
                }
                machine.devices = snapshot.devices
                return .ref(try center.lend(machine, call, isExport: true))
            }
        ],
        "ResourcePool": [
            "ImportVApp": { center, call in
                guard let spec = call.object("spec")?.object("configSpec") else { throw Fault.argument("spec") }
                guard let folder = call.ref("folder") ?? center.datacenter(of: call.target)?.vmFolder else {
                    throw Fault.argument("folder")
                }
                _ = try center.folder(folder)
                try call.require("VirtualMachine.Inventory.Create", on: folder)
                let machine = try center.create(spec, in: folder, pool: call.target, host: call.ref("host"))
                center.post("VmCreatedEvent", "Created virtual machine \(machine.name)", user: call.userName, about: machine.ref)
                return .ref(try center.lend(machine, call, isExport: false))
            }
        ],
        "HttpNfcLease": [
            "HttpNfcLeaseProgress": { center, call in
                guard let lease = center.leases[call.target.id], lease.state == "ready" else { throw Fault.state() }
                guard let percent = call.int("percent"), (0...100).contains(percent) else { throw Fault.argument("percent") }
                center.leases[call.target.id]?.percent = Int(percent)
                center.extend(call.target)
                return nil
            },
            "HttpNfcLeaseComplete": { center, call in
                guard center.leases[call.target.id]?.state == "ready" else { throw Fault.state() }
                center.leases[call.target.id]?.state = "done"
                center.giveBack(call.target)
                return nil
            },
            "HttpNfcLeaseAbort": { center, call in
                guard let lease = center.leases[call.target.id], ["initializing", "ready"].contains(lease.state) else {
                    throw Fault.state()
                }
                center.fail(call.target, Fault("RequestCanceled", "The request was canceled."))
                return nil
            },
            "HttpNfcLeaseGetManifest": { center, call in
                guard let lease = center.leases[call.target.id], ["ready", "done"].contains(lease.state) else { throw Fault.state() }
                return .objects(
                    lease.disks.map { disk in
                        let file = center.file(disk.path)
                        return DataObject(
                            "HttpNfcLeaseManifestEntry",
                            [
                                "key": .string(disk.key), "sha1": "", "size": .long(file?.size ?? 0), "disk": true,
                                "capacity": .long(file?.capacity ?? 0),
                            ])
                    })
            },
        ],
        "OvfManager": [
            "CreateImportSpec": { center, call in .object(try center.importSpec(call)) },
            "CreateDescriptor": { center, call in
                let machine = try center.machine(try call.entity("obj"))
                let files = call.object("cdp")?.objects("ovfFiles") ?? []
                return .object(DataObject("OvfCreateDescriptorResult", ["ovfDescriptor": .string(OVFDescriptor.write(machine, files))]))
            },
            "ParseDescriptor": { _, call in
                let parsed = try OVFDescriptor(call.string("ovfDescriptor") ?? "")
                return .object(
                    DataObject(
                        "OvfParseDescriptorResult",
                        [
                            "network": .objects(
                                parsed.networks.map { DataObject("OvfNetworkInfo", ["name": .string($0), "description": ""]) }),
                            "defaultEntityName": .string(parsed.name), "annotation": "",
                        ]))
            },
        ],
    ]
}

extension Center {
    /// Opens a lease on a machine's disks, which is ready after a while.
    fileprivate func lend(_ machine: Machine, _ call: Call, isExport: Bool) throws(Fault) -> Ref {
        guard let session = call.session else { throw .notAuthenticated(call.target, "VApp.Export") }
        if let other = busy[machine.ref], let task = tasks[other] {
            throw Fault("TaskInProgress", "The operation is not allowed in the current state.", ["task": .ref(task.ref)])
        }
        let ref = Ref("HttpNfcLease", "lease-\(UUID().uuidString.lowercased())")
        var lease = Lease(
            session: session.key, machine: machine.ref, isExport: isExport,
            endsAt: SimulatedTime.steady + Double(Self.leaseSeconds) / time.speed)
        lease.disks = machine.disks.enumerated().compactMap { index, disk in
            guard let path = DatastorePath(disk.object("backing")?.string("fileName") ?? "") else { return nil }
            let controller = machine.devices.first { $0.int("key") == disk.int("controllerKey") }
            let device = "\(controller?.type ?? "VirtualSCSIController")\(controller?.int("busNumber") ?? 0):\(disk.int("unitNumber") ?? 0)"
            return Lease.Disk(
                key: "/\(machine.ref.id)/\(device)", importKey: "/\(machine.name)/\(device)", name: "disk-\(index).vmdk", path: path)
        }
        leases[ref.id] = lease
        // What is lent is nobody else's meanwhile.
        busy[machine.ref] = ref.id
        touch(ref)
        Task {
            try await time.pass(0.5)
            guard leases[ref.id]?.state == "initializing" else { return }
            leases[ref.id]?.state = "ready"
            touch(ref)
            while let lease = leases[ref.id], lease.state == "ready" {
                guard SimulatedTime.steady >= lease.endsAt else {
                    try await Task.sleep(for: .milliseconds(Int64(max(10, (lease.endsAt - SimulatedTime.steady) * 1000))))
                    continue
                }
                fail(ref, Fault("Timedout", "Operation timed out."))
            }
        }
        return ref
    }

    fileprivate func extend(_ ref: Ref) {
        leases[ref.id]?.endsAt = SimulatedTime.steady + Double(Self.leaseSeconds) / time.speed
        touch(ref)
    }

    fileprivate func giveBack(_ ref: Ref) {
        if let machine = leases[ref.id]?.machine {
            if busy[machine] == ref.id { busy[machine] = nil }
            touch(machine)
        }
        touch(ref)
    }

    /// Ends a lease for a reason; a machine that was to come in does not come.
    fileprivate func fail(_ ref: Ref, _ fault: Fault) {
        guard let lease = leases[ref.id] else { return }
        leases[ref.id]?.state = "error"
        leases[ref.id]?.fault = fault
        giveBack(ref)
        if !lease.isExport, let machine = state.machines[lease.machine.id] { destroy(machine) }
    }

    /// The disk of a lease that an address names.
    func leased(_ lease: String, _ name: String) -> (lease: Lease, disk: Lease.Disk)? {
        guard let found = leases[lease], found.state == "ready", let disk = found.disks.first(where: { $0.name == name }) else {
            return nil
        }
        extend(Ref("HttpNfcLease", lease))
        return (found, disk)
    }

    /// Takes over what came for a disk.
    func received(_ path: DatastorePath, stored: String, _ upload: SimulatorRequest.Upload) {
        var file = file(path) ?? Datastore.File(size: 0, modifiedAt: now)
        if let old = file.stored { uploads.remove(old) }
        file.stored = stored
        file.size = upload.size
        file.hasContent = upload.size > 0
        file.modifiedAt = now
        if let capacity = StreamOptimizedDisk.capacity(of: upload.head) { file.capacity = max(capacity, file.capacity) }
        if file.capacity == 0 { file.capacity = upload.size }
        put(file, at: path)
    }

    fileprivate func importSpec(_ call: Call) throws(Fault) -> DataObject {
        let parsed = try OVFDescriptor(call.string("ovfDescriptor") ?? "")
        let parameters = try call.required("cisp")
        let name = parameters.string("entityName").flatMap { $0.isEmpty ? nil : $0 } ?? parsed.name
        guard let store = state.datastores[try call.entity("datastore").id] else { throw .notFound(try call.entity("datastore")) }
        var networks: [String: Network] = [:]
        for mapping in parameters.objects("networkMapping") {
            guard let ref = mapping.ref("network"), let network = state.networks[ref.id] else { throw .argument("cisp.networkMapping") }
            networks[mapping.string("name") ?? ""] = network
        }
        let fallback = sortedNetworks.first { $0.ref.type == "Network" }
        var changes: [DataObject] = []
        func add(_ device: DataObject, isFile: Bool = false) {
            changes.append(
                DataObject(
                    "VirtualDeviceConfigSpec",
                    ["operation": "add", "fileOperation": isFile ? "create" : nil, "device": .object(device)]))
        }
        let controller = parsed.controller
        add(
            DataObject(
                controller,
                [
                    "key": -1, "busNumber": 0,
                    "sharedBus": TypeTable.shared.derives(controller, from: "VirtualSCSIController") ? "noSharing" : nil,
                ]))
        var items: [DataObject] = []
        for (index, disk) in parsed.disks.enumerated() {
            add(
                DataObject(
                    "VirtualDisk",
                    [
                        "key": .int(-100 - index), "controllerKey": -1, "unitNumber": .int(index < 7 ? index : index + 1),
                        "capacityInKB": .long((disk.capacity + 1023) >> 10),
                        "backing": .object(
                            DataObject(
                                "VirtualDiskFlatVer2BackingInfo",
                                [
                                    "fileName": "", "datastore": .ref(store.ref), "diskMode": "persistent",
                                    "thinProvisioned": .bool(parameters.string("diskProvisioning") != "thick"),
                                ])),
                    ]), isFile: true)
            guard let file = disk.file else { continue }
            items.append(
                DataObject(
                    "OvfFileItem",
                    [
                        "deviceId": .string("/\(name)/\(controller)0:\(index < 7 ? index : index + 1)"), "path": .string(file),
                        "size": disk.size.map(Value.long),
                        "cimType": 17, "create": false,
                    ]))
        }
        for (index, card) in parsed.cards.enumerated() {
            guard let network = networks[card.network] ?? fallback else { continue }
            let own = network.distributedSwitch.flatMap { state.networks[$0.id]?.uuid } ?? ""
            add(
                DataObject(
                    card.type,
                    [
                        "key": .int(-200 - index), "backing": .object(MachineParts.cardBacking(network, switchUUID: own)),
                        "addressType": "generated",
                    ]))
        }
        let spec = DataObject(
            "VirtualMachineConfigSpec",
            [
                "name": .string(name), "guestId": .string(parsed.guest), "numCPUs": .int(parsed.cpus), "memoryMB": .long(parsed.memory),
                "files": .object(DataObject("VirtualMachineFileInfo", ["vmPathName": .string("[\(store.name)]")])),
                "deviceChange": .objects(changes),
            ])
        return DataObject(
            "OvfCreateImportSpecResult",
            ["importSpec": .object(DataObject("VirtualMachineImportSpec", ["configSpec": .object(spec)])), "fileItem": .objects(items)])
    }
}
