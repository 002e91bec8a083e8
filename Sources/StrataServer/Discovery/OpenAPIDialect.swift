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
        case .v3: ["allOf": [reference(name)], "description": .string(description)]
        }
    }

    /// What amounts are: strings, or whole numbers that mean the same.
    var quantity: JSONValue {
        let description: JSONValue = "An amount with or without a unit: 1, 512Mi, 2Gi, 1G."
        return switch self {
        // OpenAPI 2 has no alternatives; clients of it let numbers pass as strings.
        case .v2: ["type": "string", "description": description]
        case .v3: ["oneOf": [["type": "string"], ["type": "number"]], "description": description]
        }
    }

    /// A schema as the version has it: amounts are a definition of their own, as in Kubernetes, and OpenAPI 2 has no `anyOf`.
    func schema(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(let members):
            if members["x-kubernetes-int-or-string"] == true {
                return reference(OpenAPISchemas.quantity, members["description"]?.string ?? "")
            }
            var kept = members.mapValues(self.schema)
            if self == .v2, members["anyOf"]?.array != nil { kept["anyOf"] = nil }
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
