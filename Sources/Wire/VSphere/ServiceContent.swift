import XMLDocuments

/// What a server is, and what its services are called there.
public struct ServiceContent: Sendable, Hashable {
    /// `VMware vCenter Server 8.0.1 build-21560480`.
    public var fullName: String
    /// `8.0.1`.
    public var version: String
    /// The interface's version: `8.0.1.0`.
    public var apiVersion: String
    /// Whether it is a vCenter, and no single host.
    public var isCenter: Bool
    /// The server's own identity; a host alone has none.
    public var instanceUUID: String

    public var rootFolder: ManagedObject
    public var propertyCollector: ManagedObject
    public var sessionManager: ManagedObject
    /// Services by their names in the interface: `viewManager`, `eventManager`, …
    public var services: [String: ManagedObject]

    init(_ element: XMLElement) throws(VSphereError) {
        guard let about = element["about"] else { throw .malformed("no ServiceContent") }
        func text(_ name: String) -> String { about[name]?.text ?? "" }
        fullName = text("fullName")
        version = text("version")
        apiVersion = text("apiVersion")
        isCenter = text("apiType") == "VirtualCenter"
        instanceUUID = text("instanceUuid")
        var services: [String: ManagedObject] = [:]
        for child in element.children { services[child.name] = ManagedObject(child) }
        guard let root = services["rootFolder"], let collector = services["propertyCollector"], let sessions = services["sessionManager"]
        else { throw .malformed("a ServiceContent without root folder, property collector and session manager") }
        rootFolder = root
        propertyCollector = collector
        sessionManager = sessions
        self.services = services
    }
}
