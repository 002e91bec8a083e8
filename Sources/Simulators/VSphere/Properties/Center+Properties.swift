/// What objects have.
extension Center {
    /// Whether there is such an object.
    func exists(_ ref: Ref) -> Bool {
        switch ref.type {
        case "Task": return tasks[ref.id] != nil
        case "ContainerView", "ListView": return views[ref.id] != nil
        case "PropertyFilter": return collectors.values.contains { $0.filters.contains { $0.id == ref.id } }
        case "PropertyCollector": return isSingleton(ref) || collectors[ref.id] != nil
        case "EventHistoryCollector", "TaskHistoryCollector": return histories[ref.id] != nil
        case "VirtualMachineSnapshot": return owner(ofSnapshot: ref) != nil
        case "HttpNfcLease": return leases[ref.id] != nil
        case "HostDatastoreBrowser", "EnvironmentBrowser", "HostNetworkSystem", "HostDatastoreSystem", "HostStorageSystem",
            "LicenseAssignmentManager", "HostAutoStartManager":
            return part(ref) != nil
        case "OptionManager": return isSingleton(ref) || part(ref) != nil
        default: return state.entity(ref) != nil || isSingleton(ref)
        }
    }

    /// The object of the inventory that an object is a part of, as its id says: `datastoreBrowser-datastore-11`.
    func part(_ ref: Ref) -> (any Entity)? {
        let kinds: [(String, [String])] = [
            ("datastoreBrowser-", ["Datastore", "HostSystem"]),
            ("envbrowser-", ["ClusterComputeResource", "ComputeResource", "VirtualMachine"]),
            ("networkSystem-", ["HostSystem"]), ("datastoreSystem-", ["HostSystem"]), ("storageSystem-", ["HostSystem"]),
            ("EsxHostAdvSettings-", ["HostSystem"]), ("autoStartManager-", ["HostSystem"]),
        ]
        for (prefix, types) in kinds where ref.id.hasPrefix(prefix) {
            for type in types { if let found = state.entity(Ref(type, String(ref.id.dropFirst(prefix.count)))) { return found } }
        }
        return nil
    }

    /// A property of an object, by the first name of its path; nil where it is not set.
    func property(_ ref: Ref, _ name: String) -> Value? {
        if let entity = state.entity(ref) {
            if let value = common(entity, name) { return value }
            switch entity {
            case let machine as Machine: return property(of: machine, name)
            case let host as Host: return property(of: host, name)
            case let folder as Folder: return property(of: folder, name)
            case let datacenter as Datacenter: return property(of: datacenter, name)
            case let compute as Compute: return property(of: compute, name)
            case let pool as Pool: return property(of: pool, name)
            case let store as Datastore: return property(of: store, name)
            case let network as Network: return property(of: network, name)
            default: return nil
            }
        }
        return other(ref, name)
    }

    /// What all objects of the inventory have.
    private func common(_ entity: any Entity, _ name: String) -> Value? {
        switch name {
        case "name": return .string(entity.name)
        case "parent": return entity.parent.map(Value.ref)
        case "overallStatus", "configStatus":
            if let host = entity as? Host, host.connection != "connected" { return "red" }
            return "green"
        case "configIssue", "declaredAlarmState", "triggeredAlarmState", "tag": return .list([])
        case "effectiveRole": return .list([.int(-1)])
        case "permission": return entity.ref == state.root ? .objects(permissions(entity.ref)) : .list([])
        case "alarmActionsEnabled": return true
        case "disabledMethod": return .strings((entity as? Machine).map(disabledMethods) ?? [])
        case "recentTask": return .refs(recent(entity.ref))
        case "customValue", "value": return .objects(customValues(entity))
        case "availableField": return .objects(fieldDefinitions(of: entity.ref.type))
        default: return nil
        }
    }

    func customValues(_ entity: any Entity) -> [DataObject] {
        entity.customValues.sorted { $0.key < $1.key }.map {
            DataObject("CustomFieldStringValue", ["key": .int($0.key), "value": .string($0.value)])
        }
    }

    func fieldDefinitions(of type: String?) -> [DataObject] {
        state.fields.filter { type == nil || $0.type == nil || $0.type == type }.map {
            DataObject(
                "CustomFieldDef",
                ["key": .int($0.key), "name": .string($0.name), "type": "string", "managedObjectType": $0.type.map(Value.string)])
        }
    }

    /// Of what is not in the inventory.
    private func other(_ ref: Ref, _ name: String) -> Value? {
        switch (ref.type, name) {
        case ("ServiceInstance", "content"): return .object(serviceContent)
        case ("ServiceInstance", "serverClock"): return .date(now)
        case ("ServiceInstance", "capability"):
            return .object(
                DataObject(
                    "Capability",
                    ["provisioningSupported": true, "multiHostSupported": .bool(!state.isESXi), "userShellAccessSupported": false]))
        case ("SessionManager", "sessionList"): return .objects(sessions.values.sorted { $0.key < $1.key }.map(\.object))
        case ("SessionManager", "currentSession"): return caller.map { .object($0.object) }
        case ("SessionManager", "defaultLocale"): return "en"
        case ("SessionManager", "supportedLocaleList"), ("SessionManager", "messageLocaleList"): return .strings(["en"])
        case ("SessionManager", "message"): return ""
        case ("AuthorizationManager", "roleList"):
            return .objects(
                Rights.roles.map { role in
                    DataObject(
                        "AuthorizationRole",
                        [
                            "roleId": .int(role.id), "system": .bool(role.id < 0), "name": .string(role.name),
                            "info": MachineParts.label(role.label, role.label),
                            "privilege": .strings(Rights.all.filter { Rights.has(role.name, $0) }),
                        ])
                })
        case ("AuthorizationManager", "description"), ("EventManager", "description"), ("PerformanceManager", "description"),
            ("TaskManager", "description"):
            return .object(Descriptions.of(ref.type))
        case ("ContainerView", "view"), ("ListView", "view"): return views[ref.id].map { .refs(members(of: $0)) }
        case ("ContainerView", _):
            guard case .container(let root, let types, let isRecursive) = views[ref.id]?.content else { return nil }
            return name == "container" ? .ref(root) : name == "type" ? .strings(types) : name == "recursive" ? .bool(isRecursive) : nil
        case ("Task", "info"): return tasks[ref.id].map { .object($0.info) }
        case ("TaskManager", "recentTask"): return .refs(taskOrder.suffix(100).filter(isRecent).compactMap { tasks[$0]?.ref })
        case ("TaskManager", "maxCollector"), ("EventManager", "maxCollector"): return 32
        case ("EventManager", "latestEvent"): return events.last.map(Value.object)
        case ("CustomFieldsManager", "field"): return .objects(fieldDefinitions(of: nil))
        case ("PropertyCollector", "filter"):
            return .refs(
                (collectors[isSingleton(ref) ? caller?.collector ?? "" : ref.id]?.filters ?? []).map { Ref("PropertyFilter", $0.id) })
        case ("PropertyFilter", "spec"):
            return collectors.values.flatMap(\.filters).first { $0.id == ref.id }.map { .object($0.filter.spec.source) }
        case ("PropertyFilter", "partialUpdates"): return false
        case ("VirtualMachineSnapshot", _): return snapshotProperty(ref, name)
        case ("HttpNfcLease", _): return leaseProperty(ref, name)
        case ("EventHistoryCollector", "latestPage"), ("TaskHistoryCollector", "latestPage"): return latestPage(ref)
        case ("EventHistoryCollector", "filter"), ("TaskHistoryCollector", "filter"): return histories[ref.id].map { .object($0.filter) }
        case ("PerformanceManager", "perfCounter"): return .objects(Counters.all.map(\.object))
        case ("PerformanceManager", "historicalInterval"): return .objects(Counters.intervals)
        case ("OptionManager", "setting"): return .objects(options(ref))
        case ("HostDatastoreBrowser", "datastore"):
            if let store = part(ref) as? Datastore { return .ref(store.ref) }
            return .refs(sortedStores.map(\.ref))
        case ("EnvironmentBrowser", "datastoreBrowser"): return nil
        case ("LicenseManager", "licenseAssignmentManager"): return nil
        case ("LicenseManager", "licenses"):
            return .objects([
                DataObject(
                    "LicenseManagerLicenseInfo",
                    [
                        "licenseKey": "00000-00000-00000-00000-00000", "editionKey": "eval", "name": "Evaluation Mode", "total": 0,
                        "used": 0,
                        "costUnit": "",
                    ])
            ])
        case ("ExtensionManager", "extensionList"): return .list([])
        case ("CustomizationSpecManager", "info"): return .list([])
        case ("HostNetworkSystem", "networkInfo"): return (part(ref) as? Host).map { .object(networkInfo($0)) }
        case ("HostDatastoreSystem", "datastore"): return .refs(sortedStores.map(\.ref))
        default: return nil
        }
    }

    var sortedStores: [Datastore] { state.datastores.values.sorted { $0.ref.id.compared(to: $1.ref.id) } }
    var sortedNetworks: [Network] { state.networks.values.sorted { $0.ref.id.compared(to: $1.ref.id) } }
    var sortedHosts: [Host] { state.hosts.values.sorted { $0.ref.id.compared(to: $1.ref.id) } }
}
