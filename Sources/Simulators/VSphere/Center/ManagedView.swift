/// A list of objects that follows the inventory, or is as it was given.
struct ManagedView: Sendable {
    let session: String
    enum Content: Sendable {
        case container(Ref, types: [String], isRecursive: Bool)
        case list([Ref])
    }
    var content: Content
}

extension Center {
    /// What a view has now.
    func members(of view: ManagedView) -> [Ref] {
        switch view.content {
        case .list(let refs): return refs.filter(exists)
        case .container(let root, let types, let isRecursive):
            var isWanted: [String: Bool] = [:]
            var found: [Ref] = []
            var seen: Set<Ref> = [root]
            var rest = children(of: root)
            var place = 0
            while place < rest.count {
                let ref = rest[place]
                place += 1
                guard seen.insert(ref).inserted else { continue }
                let wanted: Bool
                if let known = isWanted[ref.type] {
                    wanted = known
                } else {
                    wanted = types.isEmpty || types.contains { TypeTable.shared.derives(ref.type, from: $0) }
                    isWanted[ref.type] = wanted
                }
                if wanted { found.append(ref) }
                if isRecursive, ref.type != "VirtualMachine" { rest += children(of: ref) }
            }
            return found
        }
    }

    /// What lies directly in a container.
    func children(of ref: Ref) -> [Ref] {
        switch ref.type {
        case "Folder": return state.folders[ref.id]?.children ?? []
        case "Datacenter":
            guard let center = state.datacenters[ref.id] else { return [] }
            return [center.vmFolder, center.hostFolder, center.datastoreFolder, center.networkFolder]
        case "ComputeResource", "ClusterComputeResource":
            guard let compute = state.computes[ref.id] else { return [] }
            return compute.hosts + [compute.pool]
        case "ResourcePool": return (state.pools[ref.id]?.children ?? []) + (placement.ofPool[ref] ?? [])
        case "HostSystem": return placement.ofHost[ref] ?? []
        default: return []
        }
    }
}
