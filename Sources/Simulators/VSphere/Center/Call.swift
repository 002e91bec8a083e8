/// What is asked for: a method on an object, with its arguments.
struct Call: Sendable {
    let target: Ref
    let method: TypeTable.Method
    let arguments: [String: Value]
    let session: Session?
    let agent: String

    subscript(name: String) -> Value? { arguments[name] }

    func string(_ name: String) -> String? { arguments[name]?.string }
    func bool(_ name: String) -> Bool { arguments[name]?.bool ?? false }
    func int(_ name: String) -> Int64? { arguments[name]?.int }
    func ref(_ name: String) -> Ref? { arguments[name]?.ref }
    func refs(_ name: String) -> [Ref] { arguments[name]?.list.compactMap(\.ref) ?? [] }
    func object(_ name: String) -> DataObject? { arguments[name]?.object }
    func objects(_ name: String) -> [DataObject] { arguments[name]?.list.compactMap(\.object) ?? [] }
    func strings(_ name: String) -> [String] { arguments[name]?.list.compactMap(\.string) ?? [] }

    /// As tasks and events name who asks.
    var userName: String { session?.user.name.uppercasedDomain ?? "" }

    /// `VirtualMachine.powerOn`: the type that has the method, and the method's name in the interface's own language.
    var descriptionID: String {
        let owner = TypeTable.shared.derives(target.type, from: "ManagedEntity") && ["Rename_Task", "Destroy_Task"].contains(method.name)
        return "\(owner && method.name == "Rename_Task" ? "ManagedEntity" : target.type).\(Self.plain(method.name))"
    }

    private static func plain(_ name: String) -> String {
        let known = [
            "PowerOnVM_Task": "powerOn", "PowerOffVM_Task": "powerOff", "SuspendVM_Task": "suspend", "ResetVM_Task": "reset",
            "ReconfigVM_Task": "reconfigure", "CloneVM_Task": "clone", "RelocateVM_Task": "relocate", "MigrateVM_Task": "migrate",
            "CreateVM_Task": "createVm", "RegisterVM_Task": "registerVm", "RevertToSnapshot_Task": "revert",
            "RemoveSnapshot_Task": "remove",
            "UpgradeVM_Task": "upgradeVirtualHardware", "PowerOnMultiVM_Task": "powerOnVm",
        ]
        if let known = known[name] { return known }
        let stem = name.hasSuffix("_Task") ? String(name.dropLast(5)) : name
        return stem.prefix(1).lowercased() + stem.dropFirst()
    }
}
