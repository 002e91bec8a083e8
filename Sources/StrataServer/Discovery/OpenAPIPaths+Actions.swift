import NIOHTTP1
import StrataAPI

extension OpenAPIPaths {
    func path(_ action: Action) -> String { "\(Self.collection(action.kind))/{name}/\(action.name)" }

    /// An action's methods, as Kubernetes describes its `connect` subresources.
    func item(_ action: Action) -> JSONValue {
        var item: [String: JSONValue] = ["parameters": .array(namespace(action.kind) + name)]
        for method in action.methods { item[method.rawValue.lowercased()] = operation(action) }
        return .object(item)
    }

    private func operation(_ action: Action) -> JSONValue {
        let (code, success): (String, JSONValue) =
            switch action.form {
            case .order, .upload: ("200", dialect.response(OpenAPISchemas.status, "OK"))
            case .download(let type, _): ("200", dialect.bytes(type))
            case .session: ("101", ["description": "Switching Protocols"])
            }
        var members: [String: JSONValue] = [
            "description": .string(action.summary), "x-kubernetes-action": "connect",
            "responses": .object([code: success, "401": ["description": "Unauthorized"]]),
            "x-kubernetes-group-version-kind": OpenAPISchemas.identity(action.kind),
        ]
        if case .upload = action.form { members.merge(dialect.uploaded) { _, new in new } }
        return dialect.operation(
            members, parameters: action.parameters.map { dialect.parameter($0.name, type: $0.form.rawValue, $0.summary) }, body: nil)
    }
}

extension OpenAPIDialect {
    /// An answer of bytes.
    fileprivate func bytes(_ type: String) -> JSONValue {
        switch self {
        case .v2: ["description": "OK", "schema": ["type": "string", "format": "binary"]]
        case .v3: ["description": "OK", "content": .object([type: ["schema": ["type": "string", "format": "binary"]]])]
        }
    }

    /// A body of bytes.
    fileprivate var uploaded: [String: JSONValue] {
        switch self {
        case .v2: ["consumes": ["application/octet-stream"]]
        case .v3: ["requestBody": ["content": ["application/octet-stream": ["schema": ["type": "string", "format": "binary"]]]]]
        }
    }
}
