import FoundationEssentials

extension Operations {
    static let viewManager: [String: [String: Operation]] = [
        "ViewManager": [
            "CreateContainerView": { center, call in
                let container = try call.entity("container")
                guard center.exists(container) else { throw Fault.notFound(container) }
                guard
                    ["Folder", "Datacenter", "ComputeResource", "ClusterComputeResource", "ResourcePool", "HostSystem"].contains(
                        container.type)
                else {
                    throw Fault.argument("container")
                }
                for type in call.strings("type") where !TypeTable.shared.derives(type, from: "ManagedEntity") {
                    throw Fault.argument("type")
                }
                return try center.addView(
                    call, "ContainerView", .container(container, types: call.strings("type"), isRecursive: call.bool("recursive")))
            },
            "CreateListView": { center, call in
                for ref in call.refs("obj") where !center.exists(ref) { throw Fault.notFound(ref) }
                return try center.addView(call, "ListView", .list(call.refs("obj")))
            },
        ],
        "View": [
            "DestroyView": { center, call in
                center.views[call.target.id] = nil
                center.forget(call.target)
                return nil
            }
        ],
        "ListView": [
            "ModifyListView": { center, call in
                let unresolved = call.refs("add").filter { !center.exists($0) }
                var list = center.views[call.target.id].map(center.members) ?? []
                list.removeAll { call.refs("remove").contains($0) }
                list += call.refs("add").filter { center.exists($0) && !list.contains($0) }
                center.views[call.target.id]?.content = .list(list)
                center.touch(call.target)
                return .refs(unresolved)
            },
            "ResetListView": { center, call in
                center.views[call.target.id]?.content = .list(call.refs("obj").filter(center.exists))
                center.touch(call.target)
                return .refs(call.refs("obj").filter { !center.exists($0) })
            },
        ],
    ]
}

extension Center {
    fileprivate func addView(_ call: Call, _ type: String, _ content: ManagedView.Content) throws(Fault) -> Value {
        guard let session = call.session else { throw .notAuthenticated(call.target, "System.View") }
        let id = "session[\(session.key)]\(UUID().uuidString.lowercased())"
        views[id] = ManagedView(session: session.key, content: content)
        touch(Ref(type, id))
        return .ref(Ref(type, id))
    }
}
