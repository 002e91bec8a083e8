import NIOCore
import StrataAPI
import StrataResources

/// Renders objects of one kind as `metav1.Table`.
struct TableRendering: Sendable {
    /// How much of each object goes along with its row (`includeObject`).
    enum Inclusion: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    let definition: KindDefinition
    let version: String
    let inclusion: Inclusion

    /// - Throws: `BadRequest` for an `includeObject` that does not exist.
    init(_ definition: KindDefinition, version: String, query: Query) throws(APIError) {
        self.definition = definition
        self.version = version
        let word = query["includeObject"] ?? ""
        guard let inclusion = word.isEmpty ? .metadata : Inclusion(rawValue: word) else {
            throw APIError(.badRequest, "invalid value for includeObject: \"\(word.printable())\": must be None, Metadata or Object")
        }
        self.inclusion = inclusion
    }

    /// The beginning of a table, up to where rows go.
    ///
    /// - Parameter hasColumns: false in a watch's events after the first, as clients keep the columns.
    func head(metadata: [String: JSONValue], hasColumns: Bool = true) -> [UInt8] {
        var bytes = Array("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/\(version)\",\"metadata\":".utf8)
        JSONValue.object(metadata).write(to: &bytes)
        bytes.append(contentsOf: ",\"columnDefinitions\":".utf8)
        (hasColumns ? JSONValue.array(columns) : .null).write(to: &bytes)
        bytes.append(contentsOf: ",\"rows\":[".utf8)
        return bytes
    }

    static let tail = Array("]}".utf8)

    /// One object's row.
    func row(_ object: StoredObject, now: Timestamp = .now()) -> [UInt8] {
        let json = object.json
        var cells: [JSONValue] = [.string(object.name.name)]
        cells.reserveCapacity(definition.columns.count + 2)
        for cell in definition.cells(json) { cells.append(Self.value(cell, now: now)) }
        if hasAge {
            let created = json[path: ["metadata", "creationTimestamp"]]?.string.flatMap { Timestamp($0) }
            cells.append(Self.value(created.map { .age($0) } ?? .none, now: now))
        }
        var bytes = Array("{\"cells\":".utf8)
        JSONValue.array(cells).write(to: &bytes)
        switch inclusion {
        case .none: break
        case .metadata:
            bytes.append(contentsOf: ",\"object\":".utf8)
            bytes.append(contentsOf: PartialMetadata.bytes(of: json, version: version))
        case .object:
            bytes.append(contentsOf: ",\"object\":".utf8)
            bytes.append(contentsOf: object.bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// What is part of the program was never created.
    private var hasAge: Bool { definition.documents == nil }

    /// The column definitions: the name, the kind's own, and the age.
    private var columns: [JSONValue] {
        var columns = [Self.column("Name", type: "string", format: "name", "The object's name, unique within its namespace.", priority: 0)]
        let empty: JSONValue = ["metadata": [:]]
        // A column's type does not depend on the object, so that of an empty one tells it.
        for (column, cell) in zip(definition.columns, definition.cells(empty)) {
            let isInteger = if case .integer = cell { true } else { false }
            columns.append(
                Self.column(column.name, type: isInteger ? "integer" : "string", format: "", column.description, priority: column.priority))
        }
        if hasAge {
            columns.append(Self.column("Age", type: "string", format: "", "The time since the object was created.", priority: 0))
        }
        return columns
    }

    private static func column(_ name: String, type: String, format: String, _ description: String, priority: Int) -> JSONValue {
        [
            "name": .string(name), "type": .string(type), "format": .string(format), "description": .string(description),
            "priority": .int(Int64(priority)),
        ]
    }

    private static func value(_ cell: Cell, now: Timestamp) -> JSONValue {
        switch cell {
        case .text(let text): .string(text)
        case .integer(let number): .int(number)
        case .age(let moment): .string(HumanDuration.text(now.since(moment)))
        case .none: "<none>"
        }
    }
}

/// `metav1.PartialObjectMetadata`.
enum PartialMetadata {
    static func bytes(of json: JSONValue, version: String) -> [UInt8] {
        var bytes = Array("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/\(version)\",\"metadata\":".utf8)
        (json["metadata"] ?? [:]).write(to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
