/// A set of fields of an object, the unit in which server-side apply counts ownership.
///
/// Written as Kubernetes' `FieldsV1`: `f:` and a member's name, `k:` and the keys of a list's item, `v:` and a set's value; `.` stands for the
/// item itself. See https://kubernetes.io/docs/reference/using-api/server-side-apply/.
public struct FieldSet: Sendable, Hashable {
    /// Whether the field itself belongs to the set, not only fields below it.
    public var isMember = false
    public var children: [String: FieldSet] = [:]

    public init() {}

    public static let leaf: FieldSet = {
        var set = FieldSet()
        set.isMember = true
        return set
    }()

    public var isEmpty: Bool { !isMember && children.isEmpty }

    /// The fields that a document gives values to, by its kind's shape.
    public init(of value: JSONValue, _ shape: Shape) {
        switch (shape.form, value) {
        case (.object, .object(let members)), (.map, .object(let members)):
            for (name, member) in members { children["f:\(name)"] = FieldSet(of: member, shape.member(name)) }
            if children.isEmpty { isMember = true }
        case (.list(let element, let kind), .array(let items)):
            guard kind != .atomic else {
                isMember = true
                return
            }
            for item in items {
                guard let key = kind.fieldKey(of: item) else { continue }
                if case .map = kind {
                    var child = FieldSet(of: item, element)
                    child.isMember = true
                    children[key] = child
                } else {
                    children[key] = .leaf
                }
            }
            if children.isEmpty { isMember = true }
        default: isMember = true
        }
    }

    /// Reads `FieldsV1`; members that it does not know are skipped.
    public init(json: JSONValue) {
        guard let members = json.object else { return }
        for (name, member) in members {
            if name == "." {
                isMember = true
            } else if name.hasPrefix("f:") || name.hasPrefix("k:") || name.hasPrefix("v:") {
                let child = FieldSet(json: member)
                children[name] = child.isEmpty ? .leaf : child
            }
        }
    }

    /// The set as `FieldsV1`.
    public var json: JSONValue {
        if children.isEmpty { return .object([:]) }
        var members = children.mapValues(\.json)
        if isMember { members["."] = .object([:]) }
        return .object(members)
    }

    public func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.isMember = isMember || other.isMember
        result.children.merge(other.children) { $0.union($1) }
        return result
    }

    /// Without the fields of another set. A field that the other holds goes with all that lies below it when it is no more than a leaf there.
    public func subtracting(_ other: FieldSet) -> FieldSet {
        var result = self
        if other.isMember { result.isMember = false }
        if other.isMember, other.children.isEmpty { return FieldSet() }
        for (name, child) in children {
            guard let taken = other.children[name] else { continue }
            let rest = child.subtracting(taken)
            result.children[name] = rest.isEmpty ? nil : rest
        }
        return result
    }

    /// The fields that both hold. A leaf of one stands for everything below it in the other.
    public func intersection(_ other: FieldSet) -> FieldSet {
        if isMember, children.isEmpty { return other.isEmpty ? FieldSet() : (other.children.isEmpty ? .leaf : other) }
        if other.isMember, other.children.isEmpty { return self }
        var result = FieldSet()
        result.isMember = isMember && other.isMember
        for (name, child) in children {
            guard let counterpart = other.children[name] else { continue }
            let both = child.intersection(counterpart)
            if !both.isEmpty { result.children[name] = both }
        }
        return result
    }

    /// The leaves, each as the keys that lead to it.
    public var leaves: [[String]] {
        var found: [[String]] = []
        collect([], into: &found)
        return found
    }

    private func collect(_ path: [String], into found: inout [[String]]) {
        if children.isEmpty {
            if isMember { found.append(path) }
            return
        }
        for (name, child) in children.sorted(by: { $0.key < $1.key }) { child.collect(path + [name], into: &found) }
    }

    /// A leaf's keys in the notation of Kubernetes' messages: `.spec.memory`, `.status.conditions[type="Ready"].reason`.
    public static func text(_ keys: [String]) -> String {
        keys.map { key in
            let name = String(key.dropFirst(2))
            if key.hasPrefix("f:") { return ".\(name)" }
            if key.hasPrefix("v:") { return "[=\(name)]" }
            let members = (try? JSONValue(parsing: name))?.object ?? [:]
            return "[" + members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }.joined(separator: ",") + "]"
        }.joined().printable(limit: 400)
    }
}

extension Shape {
    /// The shape of a member of an object or map; anything where none is declared.
    func member(_ name: String) -> Shape {
        switch form {
        case .object: property(name)?.shape ?? Shape(.any)
        case .map(let element, _): element
        default: Shape(.any)
        }
    }
}

extension Shape.ListKind {
    /// The key of a list's item in a field set, nil where items have none.
    func fieldKey(of item: JSONValue) -> String? {
        switch self {
        case .atomic: nil
        case .set: "v:\(item.text)"
        case .map: identity(of: item).map { "k:\($0.text)" }
        }
    }
}
