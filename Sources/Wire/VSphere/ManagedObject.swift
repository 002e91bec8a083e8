public import XMLDocuments

/// A reference to something that a server keeps: its type and its id there (`VirtualMachine:vm-62`).
///
/// Ids are the server's own: another vCenter has others, and a machine that is registered anew gets a new one.
public struct ManagedObject: Sendable, Hashable, CustomStringConvertible {
    public var type: String
    public var id: String

    public init(_ type: String, _ id: String) {
        self.type = type
        self.id = id
    }

    /// What an element refers to; nil where it refers to nothing.
    public init?(_ element: XMLElement?) {
        guard let element, let type = element[attribute: "type"], !type.isEmpty else { return nil }
        let id = element.text
        guard !id.isEmpty else { return nil }
        self.init(type, id)
    }

    /// The reference as an argument.
    public func element(_ name: String) -> XMLElement { XMLElement(name, [("type", type)], text: id) }

    public var description: String { "\(type):\(id)" }
}

extension XMLElement {
    /// An argument whose type the server must be told, since several may stand there.
    public static func typed(_ name: String, _ type: String, _ children: [XMLElement]) -> XMLElement {
        XMLElement(name, [("xsi:type", type)], children)
    }

    /// A plain value.
    public static func plain(_ name: String, _ value: some CustomStringConvertible) -> XMLElement {
        XMLElement(name, text: value.description)
    }

    /// The type that a value is marked with, without its prefix: `VirtualMachinePowerState`, `ArrayOfString`; empty where it has no mark.
    public var valueType: String {
        let mark = attributes.first { $0.name == "type" || $0.name.hasSuffix(":type") }?.value ?? ""
        return String(mark[(mark.firstIndex(of: ":").map(mark.index(after:)) ?? mark.startIndex)...])
    }
}
