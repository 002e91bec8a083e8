import NIOHTTP1
import StrataAPI

extension OpenAPIPaths {
    func path(_ action: Action) -> String { "\(Self.collection(action.kind))/{name}/\(action.name)" }

    /// An action's methods, as Kubernetes describes its `connect` subresources.
    func item(_ action: Action) -> JSONValue {
        var item: [String: JSONValue] = ["parameters": .array(namespace(action.kind) + name)]
        for method in action.methods { item[method.rawValue.lowercased()] = operation(action, takesBytes: method != .GET) }
        return .object(item)
    }

    /// - Parameter takesBytes: by which of its methods an action is asked that goes either way.
    private func operation(_ action: Action, takesBytes: Bool) -> JSONValue {
        let status = dialect.response(OpenAPISchemas.status, "OK")
        let (code, success): (String, JSONValue) =
            switch action.form {
            case .order, .upload: ("200", status)
            case .exchange(let type, _, _, _): ("200", takesBytes ? status : dialect.bytes(type))
            case .download(let type, _): ("200", dialect.bytes(type))
            case .session: ("101", ["description": "Switching Protocols"])
            }
        var members: [String: JSONValue] = [
            "description": .string(action.summary), "x-kubernetes-action": "connect",
            "responses": .object([code: success, "401": ["description": "Unauthorized"]]),
            "x-kubernetes-group-version-kind": OpenAPISchemas.identity(action.kind),
        ]
        switch action.form {
        case .upload: members.merge(dialect.uploaded("application/octet-stream")) { _, new in new }
        case .exchange(let type, _, _, _) where takesBytes: members.merge(dialect.uploaded(type)) { _, new in new }
        default: break
        }
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
    fileprivate func uploaded(_ type: String) -> [String: JSONValue] {
        switch self {
        case .v2: ["consumes": [.string(type)]]
        case .v3: ["requestBody": ["content": .object([type: ["schema": ["type": "string", "format": "binary"]]])]]
        }
    }
}
