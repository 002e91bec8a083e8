extension Shape {
    /// The shape as an OpenAPI v3 schema, with the extensions that kubectl and server-side apply read.
    public var openAPI: JSONValue {
        var schema: [String: JSONValue] = [:]
        switch form {
        case .any: schema["x-kubernetes-preserve-unknown-fields"] = true
        case .boolean: schema["type"] = "boolean"
        case .integer(let range):
            schema["type"] = "integer"
            schema["format"] = "int64"
            if range.lowerBound > .min { schema["minimum"] = .int(range.lowerBound) }
            if range.upperBound < .max { schema["maximum"] = .int(range.upperBound) }
        case .number(let range):
            schema["type"] = "number"
            schema["format"] = "double"
            if range.lowerBound.isFinite { schema["minimum"] = .double(range.lowerBound) }
            if range.upperBound.isFinite { schema["maximum"] = .double(range.upperBound) }
        case .string(let rule):
            schema["type"] = "string"
            rule.describe(in: &schema)
        case .integerOrString(let rule):
            schema["x-kubernetes-int-or-string"] = true
            schema["anyOf"] = [["type": "integer"], ["type": "string"]]
            if let pattern = rule.pattern { schema["pattern"] = .string(pattern) }
        case .oneOrMany(let rule):
            var element: [String: JSONValue] = ["type": "string"]
            rule.describe(in: &element)
            schema["x-kubernetes-preserve-unknown-fields"] = true
            schema["anyOf"] = [.object(element), ["type": "array", "items": .object(element)]]
        case .list(let element, let kind):
            schema["type"] = "array"
            schema["items"] = element.openAPI
            switch kind {
            case .atomic: schema["x-kubernetes-list-type"] = "atomic"
            case .set: schema["x-kubernetes-list-type"] = "set"
            case .map(let keys):
                schema["x-kubernetes-list-type"] = "map"
                schema["x-kubernetes-list-map-keys"] = .array(keys.map(JSONValue.string))
            }
        case .map(let element, _):
            schema["type"] = "object"
            schema["additionalProperties"] = element.openAPI
        case .object(let properties):
            schema["type"] = "object"
            if !properties.isEmpty {
                schema["properties"] = .object(Dictionary(properties.map { ($0.name, $0.shape.openAPI) }, uniquingKeysWith: { $1 }))
            }
            let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
            if !required.isEmpty { schema["required"] = .array(required) }
        }
        if !description.isEmpty { schema["description"] = .string(description) }
        if let defaultValue { schema["default"] = defaultValue }
        return .object(schema)
    }
}

extension StringRule {
    fileprivate func describe(in schema: inout [String: JSONValue]) {
        if let allowed { schema["enum"] = .array(allowed.map(JSONValue.string)) }
        if let format { schema["format"] = .string(format) }
        if let pattern { schema["pattern"] = .string(pattern) }
        if length.lowerBound > 0 { schema["minLength"] = .int(Int64(length.lowerBound)) }
        if length.upperBound < 4096 { schema["maxLength"] = .int(Int64(length.upperBound)) }
    }
}
