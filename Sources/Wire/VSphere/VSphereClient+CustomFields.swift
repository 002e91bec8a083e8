import XMLDocuments

/// A custom attribute that objects of a vCenter can have (vSphere API, `CustomFieldDef`).
public struct CustomField: Sendable, Hashable {
    /// By which values name it.
    public var key: Int
    public var name: String
    /// The type of the objects that have it; empty for all.
    public var type: String
}

extension VSphereClient {
    /// Whether the server has custom attributes: a single ESXi host has none.
    public var hasCustomFields: Bool { content.services["customFieldsManager"] != nil }

    /// All custom attributes that are defined.
    public func customFields() async throws(VSphereError) -> [CustomField] {
        guard let manager = content.services["customFieldsManager"] else { return [] }
        return (try await read(manager, ["field"])?["field"]?.children ?? []).compactMap(Self.field)
    }

    /// Defines a custom attribute of virtual machines.
    ///
    /// - Throws: ``VSphereError/fault(_:)`` `DuplicateName` where it is there, `NoPermission` without the privilege `Global.ManageCustomFields`.
    public func makeCustomField(_ name: String) async throws(VSphereError) -> CustomField {
        guard let manager = content.services["customFieldsManager"] else { throw .malformed("the server has no custom attributes") }
        let answer = try await call("AddCustomFieldDef", on: manager, [.plain("name", name), .plain("moType", "VirtualMachine")])
        guard let field = answer["returnval"].flatMap(Self.field) else { throw .malformed("AddCustomFieldDef returned no attribute") }
        return field
    }

    /// Gives an object a custom attribute's value; an empty one takes it off.
    ///
    /// - Throws: ``VSphereError/fault(_:)`` `NoPermission` without the privilege `Global.SetCustomField`.
    public func setCustomField(_ key: Int, of object: ManagedObject, to value: String) async throws(VSphereError) {
        guard let manager = content.services["customFieldsManager"] else { throw .malformed("the server has no custom attributes") }
        _ = try await call("SetField", on: manager, [object.element("entity"), .plain("key", key), .plain("value", value)])
    }

    private static func field(_ element: XMLElement) -> CustomField? {
        guard let key = element["key"].flatMap({ Int($0.text) }), let name = element["name"]?.text else { return nil }
        return CustomField(key: key, name: name, type: element["managedObjectType"]?.text ?? "")
    }
}
