import StrataAPI
import StrataClient

/// Objects as they are on the server.
enum LiveObject {
    /// The object, nil where it does not exist.
    static func get(_ kind: ResourceKind, _ name: ObjectName, _ client: StrataClient) async throws(ClientError) -> JSONValue? {
        do throws(ClientError) {
            return try await client.get(kind, name)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The object without what changes by itself, so that two can be compared.
    static func comparable(_ object: JSONValue) -> JSONValue {
        var object = object
        for field in ["managedFields", "resourceVersion", "generation"] { object[path: ["metadata", field]] = nil }
        object["status"] = nil
        return object
    }
}
