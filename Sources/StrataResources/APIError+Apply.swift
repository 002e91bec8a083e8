import StrataAPI

extension APIError {
    /// What a conflict of server-side apply means for a request, in kube-apiserver's words, which clients show as they are.
    init(_ conflict: ManagedFields.Conflict, _ kind: ResourceKind, _ name: ObjectName) {
        let causes = conflict.holders.flatMap { holder in
            holder.fields.map {
                Cause(reason: "FieldManagerConflict", message: "conflict with \(Self.words(holder, kind))", field: $0)
            }
        }
        let message: String
        if let cause = causes.first, causes.count == 1 {
            message = "Apply failed with 1 conflict: \(cause.message): \(cause.field)"
        } else {
            let lines = conflict.holders.flatMap { holder in
                ["conflicts with \(Self.words(holder, kind)):"] + holder.fields.map { "- \($0)" }
            }
            message = "Apply failed with \(causes.count) conflicts: \(lines.joined(separator: "\n"))"
        }
        self.init(.conflict, message, kind: kind, name: name.name, causes: causes)
    }

    private static func words(_ holder: ManagedFields.Conflict.Holder, _ kind: ResourceKind) -> String {
        var words = "\"\(holder.manager.printable(limit: 128))\""
        if !holder.subresource.isEmpty { words += " with subresource \"\(holder.subresource)\"" }
        if holder.operation == .update { words += " using \(kind.apiVersion)" + (holder.time.map { " at \($0.text)" } ?? "") }
        return words
    }
}
