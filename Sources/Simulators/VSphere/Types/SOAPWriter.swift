import FoundationEssentials

/// Writes values as SOAP has them: fields in the schema's order, `xsi:type` where a value is not of the type that is declared.
struct SOAPWriter {
    private(set) var text = ""

    mutating func raw(_ xml: String) { text += xml }

    /// Writes a value as an element, or a list as one element each.
    mutating func write(_ value: Value, as name: String, _ type: FieldType) {
        if type.isList {
            for item in value.list { one(item, name, type.item) }
        } else {
            one(value, name, type)
        }
    }

    /// Writes a property's value, which always says what it is: a list is one of the types `ArrayOf…`, and each item says so as well, which
    /// libvirt's client insists on.
    mutating func property(_ value: Value, _ type: FieldType, as name: String = "val") {
        guard type.isList || Self.isList(value) else {
            one(value, name, FieldType(base: "anyType"), known: type)
            return
        }
        let item =
            type.isReference
            ? "ManagedObjectReference" : type.base == "anyType" ? value.list.first.map(Self.openType) ?? "anyType" : type.base
        let plain = item.hasPrefix("xsd:") ? String(item.dropFirst(4)) : item
        text += "<\(name) xsi:type=\"ArrayOf\(plain.prefix(1).uppercased())\(plain.dropFirst())\">"
        let known = FieldType(base: plain, isReference: type.isReference)
        for element in value.list { one(element, plain, FieldType(base: "anyType"), known: known) }
        text += "</\(name)>"
    }

    private static func isList(_ value: Value) -> Bool { if case .list = value { true } else { false } }

    private static let primitives: Set<String> = [
        "string", "boolean", "int", "long", "short", "byte", "double", "float", "dateTime", "base64Binary", "anyURI",
    ]

    /// What a value is where nothing is declared.
    private static func openType(_ value: Value) -> String {
        switch value {
        case .string: "xsd:string"
        case .bool: "xsd:boolean"
        case .int: "xsd:int"
        case .long: "xsd:long"
        case .double: "xsd:double"
        case .date: "xsd:dateTime"
        case .binary: "xsd:base64Binary"
        case .ref: "ManagedObjectReference"
        case .object(let object): object.type
        case .list: "ArrayOfAnyType"
        case .raw: "anyType"
        }
    }

    /// - Parameter known: what the value is, where the declaration leaves it open and something else tells.
    private mutating func one(_ value: Value, _ name: String, _ type: FieldType, known: FieldType? = nil) {
        if case .list = value, type.base == "anyType" {
            property(value, known ?? type, as: name)
            return
        }
        text += "<"
        text += name
        if case .ref(let ref) = value {
            text += " type=\""
            text += ref.type
            text += "\""
        }
        if case .object(let object) = value {
            if object.type != type.base { attribute(object.type) }
        } else if type.base == "anyType" {
            if let known, !known.isReference, known.base != "anyType" {
                attribute(Self.primitives.contains(known.base) ? "xsd:\(known.base)" : known.base)
            } else {
                attribute(Self.openType(value))
            }
        }
        text += ">"
        content(value)
        text += "</"
        text += name
        text += ">"
    }

    private mutating func attribute(_ type: String) {
        text += " xsi:type=\""
        text += type
        text += "\""
    }

    private mutating func content(_ value: Value) {
        switch value {
        case .string(let string), .binary(let string): escape(string)
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number), .long(let number): text += String(number)
        case .double(let number): text += String(number)
        case .date(let seconds): text += Self.date(seconds)
        case .ref(let ref): escape(ref.id)
        case .raw(let xml): text += xml
        case .list(let items): for item in items { content(item) }
        case .object(let object):
            guard let kind = TypeTable.shared.kind(object.type) else { return }
            for field in kind.fields {
                guard let value = object.fields[field.name] else { continue }
                // An enumeration has no empty word.
                if case .string("") = value, TypeTable.shared.words(field.type.base) != nil { continue }
                write(value, as: field.name, field.type)
            }
        }
    }

    private mutating func escape(_ string: String) {
        let isPlain = string.utf8.allSatisfy {
            $0 >= 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: ">") && $0 < 0x80
        }
        guard !isPlain else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\r": text += "&#13;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            default: if scalar.value >= 0x20, scalar.value & 0xFFFE != 0xFFFE { text.unicodeScalars.append(scalar) }
            }
        }
    }

    /// `2026-11-28T00:13:24.123456Z`.
    static func date(_ seconds: Double) -> String {
        let whole = seconds.rounded(.down)
        let micros = Int((seconds - whole) * 1_000_000)
        let days = Int((whole / 86_400).rounded(.down))
        let rest = Int(whole) - days * 86_400
        // Days since the first of March of the year 0 (Howard Hinnant's civil calendar).
        let z = days + 719_468
        let era = z / 146_097
        let doe = z - era * 146_097
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
        let mp = (5 * doy + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        let year = yoe + era * 400 + (month <= 2 ? 1 : 0)
        let day = doy - (153 * mp + 2) / 5 + 1
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return
            "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(digits(rest / 3600, 2)):\(digits(rest / 60 % 60, 2)):\(digits(rest % 60, 2)).\(digits(micros, 6))Z"
    }
}
