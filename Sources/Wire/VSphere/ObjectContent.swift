public import XMLDocuments

/// Properties of one object, as far as they were asked for and may be read.
public struct ObjectContent: Sendable, Hashable {
    public var object: ManagedObject
    /// By path: `runtime.powerState`.
    public var properties: [String: XMLElement]

    public init(_ object: ManagedObject, _ properties: [String: XMLElement] = [:]) {
        self.object = object
        self.properties = properties
    }

    init?(_ element: XMLElement) {
        guard let object = ManagedObject(element["obj"]) else { return nil }
        var properties: [String: XMLElement] = [:]
        for case .element(let part) in element.nodes where part.name == "propSet" {
            if let name = part["name"]?.text, let value = part["val"] { properties[name] = value }
        }
        self.init(object, properties)
    }

    public subscript(_ path: String) -> XMLElement? { properties[path] }

    /// A property's characters; empty where it is not there.
    public func text(_ path: String) -> String { properties[path]?.text ?? "" }

    public func integer(_ path: String) -> Int64? { properties[path].flatMap { Int64($0.text) } }

    public func flag(_ path: String) -> Bool { properties[path]?.text == "true" || properties[path]?.text == "1" }

    public func reference(_ path: String) -> ManagedObject? {
        guard let value = properties[path] else { return nil }
        return ManagedObject(value)
    }

    /// The references of an array.
    public func references(_ path: String) -> [ManagedObject] { properties[path]?.children.compactMap { ManagedObject($0) } ?? [] }
}

/// What is to be read of objects of one type.
public struct PropertyWish: Sendable, Hashable {
    public var type: String
    /// Leaf paths; whole objects are large.
    public var paths: [String]

    public init(_ type: String, _ paths: [String]) {
        self.type = type
        self.paths = paths
    }

    var element: XMLElement {
        XMLElement("propSet", [], [.plain("type", type), .plain("all", "false")] + paths.map { .plain("pathSet", $0) })
    }
}
