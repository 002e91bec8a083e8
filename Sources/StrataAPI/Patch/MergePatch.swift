extension JSONValue {
    /// The value changed by a JSON merge patch (RFC 7386): members that are null are removed, others replaced or merged.
    public func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = object ?? [:]
        for (name, change) in changes {
            members[name] = change.isNull ? nil : (members[name] ?? .null).merged(with: change)
        }
        return .object(members)
    }
}
