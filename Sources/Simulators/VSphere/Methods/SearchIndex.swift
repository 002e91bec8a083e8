extension Operations {
    static let searchIndex: [String: [String: Operation]] = [
        "SearchIndex": [
            "FindByInventoryPath": { center, call in
                var place: Ref? = center.state.root
                for part in (call.string("inventoryPath") ?? "").split(separator: "/") {
                    place = place.flatMap { center.child(of: $0, named: String(part)) }
                }
                return place == center.state.root ? nil : place.map(Value.ref)
            },
            "FindChild": { center, call in
                let entity = try call.entity("entity")
                guard center.exists(entity) else { throw Fault.notFound(entity) }
                return center.child(of: entity, named: call.string("name") ?? "").map(Value.ref)
            },
            "FindByUuid": { center, call in center.found(byUUID: call).first.map(Value.ref) },
            "FindAllByUuid": { center, call in .refs(center.found(byUUID: call)) },
            "FindByDnsName": { center, call in center.found(byName: call).first.map(Value.ref) },
            "FindAllByDnsName": { center, call in .refs(center.found(byName: call)) },
            "FindByIp": { center, call in center.found(byAddress: call).first.map(Value.ref) },
            "FindAllByIp": { center, call in .refs(center.found(byAddress: call)) },
            "FindByDatastorePath": { center, call in
                center.state.machines.values.first { $0.vmx == call.string("path") }.map { .ref($0.ref) }
            },
        ]
    ]
}

extension Center {
    fileprivate func child(of ref: Ref, named name: String) -> Ref? { children(of: ref).first { state.entity($0)?.name == name } }

    private func isIn(_ ref: Ref, _ call: Call) -> Bool { call.ref("datacenter").map { datacenter(of: ref)?.ref == $0 } ?? true }

    private var sortedMachines: [Machine] { state.machines.values.sorted { $0.ref.id.compared(to: $1.ref.id) } }

    fileprivate func found(byUUID call: Call) -> [Ref] {
        let uuid = call.string("uuid")?.lowercased() ?? ""
        guard call.bool("vmSearch") else { return sortedHosts.filter { $0.uuid == uuid && isIn($0.ref, call) }.map(\.ref) }
        let isInstance = call.bool("instanceUuid")
        return state.machines.values.filter { (isInstance ? $0.instanceUUID : $0.uuid) == uuid && isIn($0.ref, call) }.map(\.ref).sorted {
            $0.id.compared(to: $1.id)
        }
    }

    fileprivate func found(byName call: Call) -> [Ref] {
        let name = call.string("dnsName")?.lowercased() ?? ""
        guard call.bool("vmSearch") else { return sortedHosts.filter { $0.name.lowercased() == name && isIn($0.ref, call) }.map(\.ref) }
        return sortedMachines.filter { hasTools($0) && hostName($0).lowercased() == name && isIn($0.ref, call) }.map(\.ref)
    }

    fileprivate func found(byAddress call: Call) -> [Ref] {
        let ip = call.string("ip") ?? ""
        guard call.bool("vmSearch") else { return [] }
        return sortedMachines.filter { machine in
            hasTools(machine) && machine.cards.indices.contains { address(machine, card: $0) == ip } && isIn(machine.ref, call)
        }.map(\.ref)
    }
}
