public import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceSessions {
    /// What would change on the machine of an instance if its spec were another one, or what its own spec would change: where the machine has drifted.
    ///
    /// Asks the driver, by the same reckoning by which it makes changes. Nothing is changed.
    ///
    /// - Parameter document: an Instance as it would be; an empty object for the instance as it is.
    /// - Returns: an `InstancePlan`: for each field what the machine has, what it would have, and whether that waits for the next start.
    public func plan(_ name: ObjectName, _ document: JSONValue) async throws(APIError) -> JSONValue {
        guard var instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        if document["spec"] != nil {
            guard let wanted = Instance(json: document) else {
                throw APIError(.badRequest, "the document is no Instance", kind: Instance.kind, name: name.name)
            }
            instance.spec = wanted.spec
            instance.metadata.labels = wanted.metadata.labels
        }
        let changes = try await changes(instance)
        var plan: JSONValue = [
            "apiVersion": .string(Instance.kind.apiVersion), "kind": "InstancePlan",
            "metadata": ["name": .string(name.name), "namespace": .string(name.namespace)],
            "changes": .array(
                changes.map { change in
                    var json = change.difference.json
                    json["needsRestart"] = .bool(change.needsRestart)
                    return json
                }),
        ]
        let condition = instance.status.conditions["InSync"]
        if let condition, condition.status == .no, let since = condition.lastTransitionTime { plan["since"] = .string(since.text) }
        return plan
    }

    private func changes(_ instance: Instance) async throws(APIError) -> [SettingChange] {
        guard !instance.status.nativeID.isEmpty, !instance.spec.isObserved else { return [] }
        return try await access.use(instance.name, .compare, as: (any Comparing).self) { machine in
            let type = instance.spec.type ?? Swift.type(of: machine.driver).types.first ?? .container
            var order = Order(instance, type: type, image: nil, stack: machine.site.stack)
            switch try AttachmentLookup(objects: objects).resolve(instance, on: machine.site) {
            case .ready(let found): (order.networks, order.volumes) = (found.networks, found.volumes)
            case .waiting(let missing): throw APIError(.invalid, missing.message, kind: Instance.kind, name: instance.metadata.name)
            }
            return try await machine.driver.changes(machine.id, to: order)
        }
    }
}
