import FoundationEssentials
import XMLDocuments

/// Reads values out of XML, by the types that are declared, and refuses what does not fit them.
enum SOAPReader {
    /// An object as state files keep it.
    static func object(_ text: String) throws -> DataObject {
        let element = try XMLElement(parsing: text, limit: 4 << 20)
        guard let object = try value(element, FieldType(base: "anyType"), isWhole: false).object else {
            throw Fault.request("no object: \(text.prefix(80))")
        }
        return object
    }

    /// A value of a declared type.
    ///
    /// - Parameter isWhole: whether objects must have all that they must have.
    static func value(_ element: XMLElement, _ type: FieldType, isWhole: Bool = true) throws(Fault) -> Value {
        if type.isReference || type.base == "ManagedObjectReference" { return .ref(try reference(element)) }
        var base = type.base
        if let said = said(element) {
            if said == "ManagedObjectReference" { return .ref(try reference(element)) }
            if said.hasPrefix("ArrayOf") { return try array(element, String(said.dropFirst(7)), isWhole) }
            if base == "anyType" || TypeTable.shared.derives(said, from: base) {
                base = said
            } else if !isPrimitive(said), TypeTable.shared.words(said) == nil {
                throw .request("Unexpected element \(element.localName): the type \(said) is no \(base)")
            }
        }
        if TypeTable.shared.kind(base) != nil { return .object(try object(element, base, isWhole)) }
        return try primitive(element, base)
    }

    /// The name in `xsi:type`, without its prefix.
    private static func said(_ element: XMLElement) -> String? {
        guard let attribute = element.attributes.first(where: { $0.name.hasSuffix(":type") }) else { return nil }
        return attribute.value.split(separator: ":").last.map(String.init)
    }

    private static func reference(_ element: XMLElement) throws(Fault) -> Ref {
        guard let type = element[attribute: "type"], !element.text.isEmpty else { throw .request("\(element.localName) refers to nothing") }
        return Ref(type, element.text)
    }

    private static func array(_ element: XMLElement, _ item: String, _ isWhole: Bool) throws(Fault) -> Value {
        let known = [
            "String": "string", "Int": "int", "Long": "long", "Boolean": "boolean", "Short": "short", "Byte": "byte", "Double": "double",
        ]
        var list: [Value] = []
        for child in element.children {
            list.append(
                try value(
                    child,
                    item == "ManagedObjectReference" ? FieldType(base: item, isReference: true) : FieldType(base: known[item] ?? item),
                    isWhole: isWhole))
        }
        return .list(list)
    }

    /// The fields of an object of data; what the table does not know is passed over, as newer clients have it.
    static func object(_ element: XMLElement, _ type: String, _ isWhole: Bool) throws(Fault) -> DataObject {
        var object = DataObject(type)
        guard let kind = TypeTable.shared.kind(type) else { throw .request("Unknown type \(type)") }
        for child in element.children {
            guard let field = kind.field(String(child.localName)) else { continue }
            let value = try value(child, field.type.item, isWhole: isWhole)
            if field.type.isList {
                object[field.name] = .list((object[field.name]?.list ?? []) + [value])
            } else {
                object[field.name] = value
            }
        }
        for field in kind.fields where isWhole && !field.type.isOptional && !field.type.isList && object[field.name] == nil {
            throw .request("Required property \(field.name) is missing from data object of type \(type)")
        }
        return object
    }

    private static func isPrimitive(_ name: String) -> Bool {
        ["string", "boolean", "int", "long", "short", "byte", "double", "float", "dateTime", "base64Binary", "anyURI", "anyType"].contains(
            name)
    }

    private static func primitive(_ element: XMLElement, _ type: String) throws(Fault) -> Value {
        let text = element.text
        switch type {
        case "string", "anyURI", "anyType":
            // Blanks at the ends count in strings.
            return .string(
                element.nodes.reduce(into: "") { whole, node in
                    switch node {
                    case .text(let part), .cdata(let part): whole += part
                    default: break
                    }
                })
        case "base64Binary": return .binary(text)
        case "boolean":
            switch text {
            case "true", "1": return true
            case "false", "0": return false
            default: throw wrong(element, type)
            }
        case "int", "short", "byte", "long":
            guard let number = Int64(text) else { throw wrong(element, type) }
            let limit: Int64 = type == "int" ? 1 << 31 : type == "short" ? 1 << 15 : type == "byte" ? 1 << 8 : .max
            guard type == "long" || (-limit..<limit).contains(number) else { throw wrong(element, type) }
            return type == "long" ? .long(number) : .int(number)
        case "double", "float":
            guard let number = Double(text) else { throw wrong(element, type) }
            return .double(number)
        case "dateTime":
            guard let date = try? Date(text.contains(".") ? fraction(text) : text, strategy: .iso8601) else { throw wrong(element, type) }
            return .date(date.timeIntervalSince1970)
        default:
            guard let words = TypeTable.shared.words(type), words.contains(text) else { throw wrong(element, type) }
            return .string(text)
        }
    }

    /// Without the fraction of a second, which is not looked at.
    private static func fraction(_ text: String) -> String {
        guard let dot = text.firstIndex(of: ".") else { return text }
        return String(text[..<dot]) + text[dot...].dropFirst().drop { $0.isNumber }
    }

    private static func wrong(_ element: XMLElement, _ type: String) -> Fault {
        .request("The value \(element.text.prefix(80).debugDescription) of \(element.localName) is no \(type)")
    }
}
