public import StrataAPI
import StrataStore

extension ObjectService {
    /// Creates an object.
    ///
    /// - Throws: `AlreadyExists`, `Invalid` with every wrong field, `BadRequest` for fields that the kind does not have, `NotFound` when the
    ///   namespace does not exist, `Forbidden` when it is going.
    public func create(
        _ kind: ResourceKind, namespace: String, _ body: JSONValue, _ options: WriteOptions = WriteOptions()
    ) async throws(APIError) -> WriteResult {
        let definition = try writable(kind)
        let given = body["metadata"]?["name"]?.string ?? ""
        guard given.isEmpty, let stem = body["metadata"]?["generateName"]?.string, !stem.isEmpty else {
            guard !given.isEmpty else {
                throw .invalid(
                    kind, "", [FieldIssue(FieldPath("metadata", "name"), .required, "Required value: name or generateName is required")])
            }
            return try await create(definition, ObjectName(namespace: namespace, name: given), body, options)
        }
        for _ in 0..<8 {
            do throws(APIError) {
                return try await create(definition, ObjectName(namespace: namespace, name: stem + Self.suffix()), body, options)
            } catch  where error.reason == .alreadyExists {
                continue
            }
        }
        throw APIError(.alreadyExists, "no free name that begins with \"\(stem.printable(limit: 100))\" was found; try again", kind: kind)
    }

    private func create(_ definition: KindDefinition, _ name: ObjectName, _ body: JSONValue, _ options: WriteOptions) async throws(APIError)
        -> WriteResult
    {
        try checkNamespace(definition.kind, name.namespace)
        var draft = Draft(definition, from: nil, to: body, options)
        let now = Timestamp.now()
        try draft.prepare(name, now: now)
        record(&draft, given: body, now: now)
        return try await commit(draft, name, expecting: nil)
    }

    /// Replaces an object, or its status. Without a resourceVersion in the body the last writer wins.
    ///
    /// - Throws: `NotFound`; `Conflict` when the body's resourceVersion or uid is not the object's; otherwise as ``create(_:namespace:_:_:)``.
    public func update(
        _ kind: ResourceKind, _ name: ObjectName, _ body: JSONValue, _ options: WriteOptions = WriteOptions()
    ) async throws(APIError) -> WriteResult {
        let definition = try writable(kind)
        let given = body["metadata"]?["resourceVersion"]?.string ?? ""
        return try await retrying(given.isEmpty) { () async throws(APIError) -> WriteResult in
            let stored = try self.get(kind, name)
            try Self.checkIdentity(of: body, against: stored, kind)
            var draft = Draft(definition, from: stored.json, to: body, options)
            let now = Timestamp.now()
            try draft.prepare(name, now: now)
            self.record(&draft, given: body, now: now)
            return try await self.commit(draft, name, expecting: stored)
        }
    }

    /// Changes an object, or its status. With ``Patch/apply(_:)`` an object that does not exist is created.
    public func patch(
        _ kind: ResourceKind, _ name: ObjectName, _ patch: Patch, _ options: WriteOptions = WriteOptions()
    ) async throws(APIError) -> WriteResult {
        let definition = try writable(kind)
        if case .apply(let document) = patch { return try await apply(definition, name, document, options) }
        return try await retrying(true) { () async throws(APIError) -> WriteResult in
            let stored = try self.get(kind, name)
            let old = stored.json
            let body = try Self.patched(old, patch, definition, name)
            try Self.checkIdentity(of: body, against: stored, kind)
            var draft = Draft(definition, from: old, to: body, options)
            let now = Timestamp.now()
            try draft.prepare(name, now: now)
            self.record(&draft, given: body, now: now)
            return try await self.commit(draft, name, expecting: stored)
        }
    }

    private static func patched(_ object: JSONValue, _ patch: Patch, _ definition: KindDefinition, _ name: ObjectName) throws(APIError)
        -> JSONValue
    {
        do throws(PatchError) {
            switch patch {
            case .json(let operations): return try JSONPatch(operations).applied(to: object)
            case .merge(let changes):
                guard changes.object != nil else { throw .malformed("a merge patch is an object") }
                return object.merged(with: changes)
            case .strategic(let changes): return try object.strategicallyMerged(with: changes, definition.shape)
            case .apply: return object
            }
        } catch {
            switch error {
            case .malformed: throw APIError(.badRequest, error.description, kind: definition.kind, name: name.name)
            case .inapplicable, .testFailed:
                throw .invalid(definition.kind, name.name, [FieldIssue(FieldPath("patch"), .invalid, error.description)])
            }
        }
    }

    private func apply(_ definition: KindDefinition, _ name: ObjectName, _ document: JSONValue, _ options: WriteOptions)
        async throws(APIError) -> WriteResult
    {
        guard let manager = options.manager, !manager.isEmpty else {
            throw APIError(
                .badRequest, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")
        }
        guard
            document["metadata"]?["managedFields"] == nil || document["metadata"]?["managedFields"] == .null
                || document["metadata"]?["managedFields"] == []
        else {
            throw APIError(.badRequest, "metadata.managedFields must be nil")
        }
        let kind = definition.kind
        return try await retrying(true) { () async throws(APIError) -> WriteResult in
            let stored = try self.find(kind, name)
            if stored == nil {
                if options.part == .status { throw .notFound(kind, name.name) }
                try self.checkNamespace(kind, name.namespace)
            }
            if let stored { try Self.checkIdentity(of: document, against: stored, kind) }
            let old = stored?.json
            let now = Timestamp.now()
            // Unknown fields are judged by the applied document, before the object's own fields join it.
            var checked = Draft(definition, from: old, to: document, options)
            try checked.prepareApplied(name)
            var managed = ManagedFields(of: old ?? .object([:]), apiVersion: kind.apiVersion, shape: definition.shape)
            let merged: JSONValue
            do throws(ManagedFields.Conflict) {
                merged = try managed.apply(
                    checked.new, over: old ?? .object([:]), manager: manager, subresource: options.part == .status ? "status" : "",
                    force: options.forcesConflicts, condoned: Self.appliedBefore(by: manager, old, managed), now: now)
            } catch {
                throw APIError(error, kind, name)
            }
            var draft = Draft(definition, from: old, to: merged, options)
            draft.warnings = checked.warnings
            try draft.prepare(name, now: now)
            draft.new[path: ["metadata", "managedFields"]] = managed.json
            return try await self.commit(draft, name, expecting: stored)
        }
    }

    /// What kubectl itself applied from the client's side and nobody changed since: when it goes over to server-side apply it takes these
    /// fields with it, as in kube-apiserver. It keeps what it applied in an annotation.
    private static func appliedBefore(by manager: String, _ live: JSONValue?, _ managed: ManagedFields) -> FieldSet {
        guard manager == "kubectl", let live,
            let text = live["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"]?.string,
            let document = try? JSONValue(parsing: Array(text.utf8))
        else { return FieldSet() }
        return managed.unchanged(document, in: live)
    }

    /// Carries out a read-change-write, again when somebody else wrote in between, unless the client asked for exactly one version.
    private func retrying(_ mayRetry: Bool, _ body: () async throws(APIError) -> WriteResult) async throws(APIError) -> WriteResult {
        for _ in 0..<(mayRetry ? 7 : 0) {
            do throws(APIError) {
                return try await body()
            } catch {
                // A conflict over fields or versions that the client named stays one however often it is tried.
                guard error.reason == .conflict, error.causes.isEmpty, error.retryAfterSeconds == 0 else { throw error }
            }
        }
        return try await body()
    }

    private static func checkIdentity(of body: JSONValue, against stored: StoredObject, _ kind: ResourceKind) throws(APIError) {
        if let uid = body["metadata"]?["uid"]?.string, !uid.isEmpty, uid != stored.uid.text {
            throw .conflict(
                kind, stored.name.name,
                "Precondition failed: UID in precondition: \(uid.printable(limit: 64)), UID in object meta: \(stored.uid)")
        }
        if let version = body["metadata"]?["resourceVersion"]?.string, !version.isEmpty, version != stored.revision.description {
            guard UInt64(version) != nil else {
                throw .invalid(
                    kind, stored.name.name,
                    [
                        FieldIssue(
                            FieldPath("metadata", "resourceVersion"), .invalid,
                            "Invalid value: \"\(version.printable(limit: 64))\": must be a revision")
                    ])
            }
            throw .conflict(
                kind, stored.name.name, "the object has been modified; please apply your changes to the latest version and try again")
        }
    }

    func writable(_ kind: ResourceKind) throws(APIError) -> KindDefinition {
        let definition = try definition(kind)
        guard !definition.isReadOnly else { throw APIError(.methodNotAllowed, definition.readOnlyReason, kind: kind) }
        return definition
    }

    private func checkNamespace(_ kind: ResourceKind, _ name: String) throws(APIError) {
        guard kind.isNamespaced else { return }
        guard !name.isEmpty else { throw APIError(.badRequest, "\(kind.plural) live in a namespace: name one in the path", kind: kind) }
        guard let namespace = try find(Namespace.kind, ObjectName(name: name)) else { throw .notFound(Namespace.kind, name) }
        if namespace.isBeingDeleted, kind != Event.kind {
            throw APIError(
                .forbidden, "unable to create new content in namespace \(name) because it is being terminated", kind: kind,
                causes: [
                    .init(reason: "NamespaceTerminating", message: "namespace \(name) is being terminated", field: "metadata.namespace")
                ])
        }
    }

    private func record(_ draft: inout Draft, given body: JSONValue, now: Timestamp) {
        guard let manager = draft.options.manager, !manager.isEmpty else { return }
        let (apiVersion, shape) = (draft.kind.apiVersion, draft.definition.shape)
        let given = draft.options.part == .main ? body["metadata"]?["managedFields"] : nil
        var managed =
            ManagedFields(replacedBy: given, apiVersion: apiVersion, shape: shape)
            ?? ManagedFields(of: draft.old ?? .object([:]), apiVersion: apiVersion, shape: shape)
        let isStatus = draft.options.part == .status
        // A status is written by itself; what the server puts there when an object is made is nobody's.
        func part(_ object: JSONValue) -> JSONValue {
            guard draft.definition.hasStatus, !isStatus else { return object }
            var object = object
            object["status"] = nil
            return object
        }
        managed.recordUpdate(
            from: part(draft.old ?? .object([:])), to: part(draft.new), manager: String(manager.prefix(128)),
            subresource: isStatus ? "status" : "", now: now)
        draft.new[path: ["metadata", "managedFields"]] = managed.json
    }

    /// Five characters that look like nothing else, as Kubernetes appends to generated names.
    private static func suffix() -> String {
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in alphabet.randomElement() ?? "x" })
    }
}
