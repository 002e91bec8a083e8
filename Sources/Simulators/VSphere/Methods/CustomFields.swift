extension Operations {
    static let customFields: [String: [String: Operation]] = [
        "CustomFieldsManager": [
            "AddCustomFieldDef": { center, call in
                try call.require("Global.ManageCustomFields")
                let name = call.string("name") ?? ""
                guard !name.isEmpty, name.utf8.count <= 256 else {
                    throw Fault("InvalidName", "The name '\(name)' is invalid.", ["name": .string(name)])
                }
                let type = call.string("moType")
                if let type, !TypeTable.shared.derives(type, from: "ManagedEntity") { throw Fault.argument("moType") }
                if center.state.fields.contains(where: { $0.name == name && ($0.type == type || $0.type == nil || type == nil) }) {
                    throw Fault.duplicate(name, call.target)
                }
                let made = CenterState.FieldDefinition(key: center.state.nextID(), name: name, type: type)
                center.state.fields.append(made)
                center.touch(call.target)
                return .object(
                    DataObject(
                        "CustomFieldDef",
                        ["key": .int(made.key), "name": .string(name), "type": "string", "managedObjectType": type.map(Value.string)]))
            },
            "RemoveCustomFieldDef": { center, call in
                try call.require("Global.ManageCustomFields")
                let key = try center.field(call)
                center.state.fields.removeAll { $0.key == key }
                for machine in center.state.machines.values where machine.customValues[key] != nil {
                    center.change(machine: machine.ref) { $0.customValues[key] = nil }
                }
                center.touch(call.target)
                return nil
            },
            "RenameCustomFieldDef": { center, call in
                try call.require("Global.ManageCustomFields")
                let key = try center.field(call)
                let name = call.string("name") ?? ""
                if center.state.fields.contains(where: { $0.name == name && $0.key != key }) { throw Fault.duplicate(name, call.target) }
                for index in center.state.fields.indices where center.state.fields[index].key == key {
                    center.state.fields[index].name = name
                }
                center.touch(call.target)
                return nil
            },
            "SetField": { center, call in
                let entity = try call.entity("entity")
                try call.require("Global.SetCustomField", on: entity)
                try center.setField(try center.field(call), call.string("value") ?? "", of: entity)
                return nil
            },
        ]
    ]
}

extension Center {
    fileprivate func field(_ call: Call) throws(Fault) -> Int {
        guard let key = call.int("key"), state.fields.contains(where: { $0.key == Int(key) }) else { throw .argument("key") }
        return Int(key)
    }

    func setField(named name: String, _ value: String, of ref: Ref) throws(Fault) {
        guard let field = state.fields.first(where: { $0.name == name && ($0.type == nil || $0.type == ref.type) }) else {
            throw .argument("key")
        }
        try setField(field.key, value, of: ref)
    }

    fileprivate func setField(_ key: Int, _ value: String, of ref: Ref) throws(Fault) {
        guard var entity = state.entity(ref) else { throw .notFound(ref) }
        // An empty value takes the field off.
        entity.customValues[key] = value.isEmpty ? nil : value
        put(entity)
    }
}
