import StrataAPI

/// An OpenAPI 2 document as gnostic's message `openapi.v2.Document`, as far as clients of Kubernetes read it: definitions with their
/// extensions, and of the paths the parameters of operations.
///
/// Field numbers: https://github.com/google/gnostic/blob/main/openapiv2/OpenAPIv2.proto.
enum OpenAPIProtobuf {
    static func document(_ json: JSONValue) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.write(1, json["swagger"]?.string)
        writer.write(2) { info in
            info.write(1, json[path: ["info", "title"]]?.string)
            info.write(2, json[path: ["info", "version"]]?.string)
        }
        writer.write(8) { paths in
            named(2, json["paths"], &paths, pathItem)
        }
        writer.write(9) { definitions in
            named(1, json["definitions"], &definitions, schema)
        }
        return writer.bytes
    }

    /// A map, as a repeated message of name and value.
    private static func named(
        _ field: UInt64, _ members: JSONValue?, _ writer: inout ProtobufWriter, _ value: (JSONValue, inout ProtobufWriter) -> Void
    ) {
        for (name, member) in sorted(members) {
            writer.write(field) { entry in
                entry.write(1, name)
                entry.write(2) { value(member, &$0) }
            }
        }
    }

    private static func sorted(_ json: JSONValue?) -> [(key: String, value: JSONValue)] {
        (json?.object ?? [:]).sorted { $0.key < $1.key }
    }

    private static func schema(_ json: JSONValue, _ writer: inout ProtobufWriter) {
        writer.write(1, json["$ref"]?.string)
        writer.write(2, json["format"]?.string)
        writer.write(4, json["description"]?.string)
        if let value = json["default"] { writer.write(5) { any(value, &$0) } }
        writer.write(7, json["maximum"]?.double)
        writer.write(9, json["minimum"]?.double)
        writer.write(11, json["maxLength"]?.int)
        writer.write(12, json["minLength"]?.int)
        writer.write(13, json["pattern"]?.string)
        writer.write(19, strings(json["required"]))
        for value in json["enum"]?.array ?? [] { writer.write(20) { any(value, &$0) } }
        if let element = json["additionalProperties"] {
            writer.write(21) { item in item.write(1) { schema(element, &$0) } }
        }
        if let type = json["type"]?.string { writer.write(22) { $0.write(1, type) } }
        if let element = json["items"] { writer.write(23) { item in item.write(1) { schema(element, &$0) } } }
        if let properties = json["properties"] { writer.write(25) { named(1, properties, &$0, schema) } }
        extensions(31, json, &writer)
    }

    private static func pathItem(_ json: JSONValue, _ writer: inout ProtobufWriter) {
        for (field, method) in [(UInt64(2), "get"), (3, "put"), (4, "post"), (5, "delete"), (8, "patch")] {
            guard let operation = json[method] else { continue }
            writer.write(field) { self.operation(operation, &$0) }
        }
        for parameter in json["parameters"]?.array ?? [] { writer.write(9) { self.parameter(parameter, &$0) } }
    }

    private static func operation(_ json: JSONValue, _ writer: inout ProtobufWriter) {
        writer.write(3, json["description"]?.string)
        writer.write(6, strings(json["produces"]))
        writer.write(7, strings(json["consumes"]))
        for parameter in json["parameters"]?.array ?? [] { writer.write(8) { self.parameter(parameter, &$0) } }
        extensions(13, json, &writer)
    }

    /// A `ParametersItem`: the parameter lies in one message for each way to tell it apart from others.
    private static func parameter(_ json: JSONValue, _ writer: inout ProtobufWriter) {
        let place = json["in"]?.string ?? ""
        writer.write(1) { parameter in
            guard place != "body" else {
                parameter.write(1) { body in
                    body.write(2, json["name"]?.string)
                    body.write(3, place)
                    if let schema = json["schema"] { body.write(5) { self.schema(schema, &$0) } }
                }
                return
            }
            let isQuery = place == "query"
            parameter.write(2) { other in
                other.write(isQuery ? 3 : 4) { fields in
                    fields.write(1, json["required"] == true)
                    fields.write(2, place)
                    fields.write(3, json["description"]?.string)
                    fields.write(4, json["name"]?.string)
                    fields.write(isQuery ? 6 : 5, json["type"]?.string)
                    fields.write(isQuery ? 20 : 19, json["uniqueItems"] == true)
                }
            }
        }
    }

    /// The members that begin with `x-`, as a repeated `NamedAny`.
    private static func extensions(_ field: UInt64, _ json: JSONValue, _ writer: inout ProtobufWriter) {
        for (name, value) in sorted(json) where name.hasPrefix("x-") {
            writer.write(field) { entry in
                entry.write(1, name)
                entry.write(2) { any(value, &$0) }
            }
        }
    }

    /// An `Any`: the value as YAML, which JSON is.
    private static func any(_ json: JSONValue, _ writer: inout ProtobufWriter) { writer.write(2, json.text + "\n") }

    private static func strings(_ json: JSONValue?) -> [String] { json?.array?.compactMap(\.string) ?? [] }
}
