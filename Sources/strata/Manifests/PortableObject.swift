import StrataAPI

/// An object as somebody would have written it: without what the server adds.
enum PortableObject {
    static func of(_ object: JSONValue) -> JSONValue {
        var object = object
        object["status"] = nil
        var metadata: JSONValue = [:]
        for field in ["name", "namespace", "labels", "annotations"] { metadata[field] = object["metadata"]?[field] }
        metadata[path: ["annotations", "kubectl.kubernetes.io/last-applied-configuration"]] = nil
        if metadata["annotations"]?.object?.isEmpty == true { metadata["annotations"] = nil }
        object["metadata"] = metadata
        return object
    }
}
