public import StrataAPI
import StrataStore

/// A second way to the objects of a kind, besides their names. See ``ObjectService/objects(_:by:_:)``.
public enum ObjectIndex: Sendable, Hashable {
    /// By `metadata.uid`.
    case uid
    /// By the UIDs in `metadata.ownerReferences`.
    case owner
    /// By one of the kind's ``Resource/indexedFields``.
    case field(String)

    /// The index's name in the cache.
    var name: String {
        switch self {
        case .uid: "uid"
        case .owner: "owner"
        case .field(let path): "field:\(path)"
        }
    }

    /// The terms under which an object is found.
    private func terms(of object: StoredObject) -> [String] {
        switch self {
        case .uid: object.uid.text.isEmpty ? [] : [object.uid.text]
        case .owner: object.owners
        case .field(let path): object.fields[path].map { $0.isEmpty ? [] : [$0] } ?? []
        }
    }

    /// All indexes of a kind, as its cache wants them.
    static func all(of definition: KindDefinition) -> [String: @Sendable (StoredObject) -> [String]] {
        let indexes = [.uid, .owner] + definition.indexedFields.map { Self.field($0) }
        return Dictionary(
            uniqueKeysWithValues: indexes.map { index in
                let terms: @Sendable (StoredObject) -> [String] = { index.terms(of: $0) }
                return (index.name, terms)
            })
    }
}

extension ObjectService {
    /// The objects that an index finds under a term, sorted by namespace and name. The cost is that of the objects found.
    ///
    /// - Returns: none where the kind has no such index.
    public func objects(_ kind: ResourceKind, by index: ObjectIndex, _ term: String) throws(APIError) -> [StoredObject] {
        try cache(kind).snapshot(index: index.name, term: term).items
    }
}
