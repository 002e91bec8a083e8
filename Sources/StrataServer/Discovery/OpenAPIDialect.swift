import StrataAPI

/// Where OpenAPI 2 and 3 differ, as far as it matters here.
enum OpenAPIDialect: Sendable {
    case v2
    case v3

    func reference(_ name: String) -> JSONValue {
        ["$ref": .string((self == .v2 ? "#/definitions/" : "#/components/schemas/") + name)]
    }

    /// A property that is an object defined elsewhere, with words of its own.
    func reference(_ name: String, _ description: String) -> JSONValue {
        switch self {
        case .v2: ["$ref": .string("#/definitions/" + name), "description": .string(description)]
        case .v3: ["allOf": [reference(name)], "default": [:], "description": .string(description)]
        }
    }

    /// A schema without what the version does not know: OpenAPI 2 has no `anyOf`.
    func schema(_ schema: JSONValue) -> JSONValue {
        guard self == .v2 else { return schema }
        switch schema {
        case .object(let members):
            var kept = members.mapValues(self.schema)
            if members["anyOf"]?.array != nil {
                kept["anyOf"] = nil
                if members["x-kubernetes-int-or-string"] == true {
                    kept["type"] = "string"
                    kept["format"] = "int-or-string"
                }
            }
            return .object(kept)
        case .array(let items): return .array(items.map(self.schema))
        default: return schema
        }
    }

    func parameter(_ name: String, type: String, in place: String = "query", isRequired: Bool = false, _ description: String) -> JSONValue {
        var parameter: [String: JSONValue] = [
            "name": .string(name), "in": .string(place), "description": .string(description), "uniqueItems": true,
        ]
        if isRequired { parameter["required"] = true }
        switch self {
        case .v2: parameter["type"] = .string(type)
        case .v3:
            parameter["uniqueItems"] = nil
            parameter["schema"] = ["type": .string(type), "uniqueItems": true]
        }
        return .object(parameter)
    }

    func response(_ schema: String, _ description: String) -> JSONValue {
        switch self {
        case .v2: ["description": .string(description), "schema": reference(schema)]
        case .v3:
            [
                "description": .string(description),
                "content": ["application/json": ["schema": reference(schema)], "application/yaml": ["schema": reference(schema)]],
            ]
        }
    }

    /// An operation, completed by the document it takes.
    func operation(_ members: [String: JSONValue], parameters: [JSONValue], body: (schema: String, types: [String])?) -> JSONValue {
        var operation = members
        var parameters = parameters
        if let body {
            switch self {
            case .v2:
                parameters.insert(["name": "body", "in": "body", "schema": reference(body.schema)], at: 0)
                operation["consumes"] = .array(body.types.map(JSONValue.string))
            case .v3:
                let content = Dictionary(
                    uniqueKeysWithValues: body.types.map { ($0, JSONValue.object(["schema": reference(body.schema)])) })
                operation["requestBody"] = ["content": .object(content)]
            }
        }
        if self == .v2 { operation["produces"] = ["application/json", "application/yaml"] }
        operation["parameters"] = .array(parameters)
        return .object(operation)
    }
}
