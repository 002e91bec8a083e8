import StrataAPI
import StrataResources

/// What must be there before anybody asks: the namespace that everything falls back on.
struct FirstObjects {
    let objects: ObjectService

    func make() async throws {
        let name = ObjectName(name: "default")
        guard try objects.find(Namespace.kind, name) == nil else { return }
        _ = try await objects.create(Namespace.kind, namespace: "", Namespace(name: name.name).json)
    }
}
