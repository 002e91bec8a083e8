extension Instance {
    /// The document as its owner would write it: without status, without what the server and its site added, and without where it came from.
    public var portable: JSONValue {
        var instance = Instance(name: ObjectName(name: metadata.name))
        instance.metadata.labels = metadata.labels
        instance.metadata.annotations = metadata.annotations.filter { !$0.key.hasPrefix("kubectl.kubernetes.io/") }
        instance.spec = spec
        instance.spec.source = nil
        instance.spec.rights = [.create, .update, .delete]
        var json = instance.json
        json["status"] = nil
        return json
    }
}
