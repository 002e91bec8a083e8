import StrataAPI
import StrataStore

/// How the objects of one kind lie in the store.
///
/// Stored bytes begin with `{"apiVersion":…,"kind":…,"metadata":{`, which is the same for all objects of the kind, and lack
/// `metadata.resourceVersion`: that is only known once they are written. The cache puts it in once, at a place known beforehand.
struct ObjectCodec: Sendable {
    let definition: KindDefinition
    let seal: (any Seal)?
    /// `strata.dev/instances/`: what the keys of this kind begin with.
    let prefix: String
    /// What the bytes of all objects of this kind begin with.
    private let head: [UInt8]
    private let fields: SelectableFields.Paths

    /// Stored objects passed the limits of requests; what Strata adds to them may take a little more.
    static let storedLimits = JSONLimits(depth: 96, bytes: 8 << 20)

    init(definition: KindDefinition, seal: (any Seal)?) {
        self.definition = definition
        self.seal = seal
        let kind = definition.kind
        fields = SelectableFields.Paths(definition.selectableFields)
        prefix = "\(kind.group.isEmpty ? "core" : kind.group)/\(kind.plural)/"
        head = Array(
            "{\"apiVersion\":\(JSONValue.string(kind.apiVersion).text),\"kind\":\(JSONValue.string(kind.name).text),\"metadata\":{".utf8)
    }

    func key(_ name: ObjectName) -> String {
        definition.kind.isNamespaced ? "\(prefix)\(name.namespace)/\(name.name)" : prefix + name.name
    }

    func prefix(namespace: String) -> String {
        namespace.isEmpty || !definition.kind.isNamespaced ? prefix : "\(prefix)\(namespace)/"
    }

    /// The bytes of an object as they are stored.
    func encode(_ object: JSONValue, key: String) -> [UInt8] {
        let plain = plainBytes(object)
        return seal.map { $0.seal(plain, context: key) } ?? plain
    }

    private func plainBytes(_ object: JSONValue) -> [UInt8] {
        var bytes = head
        bytes.reserveCapacity(1536)
        var isFirst = true
        for (name, value) in (object["metadata"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) where name != "resourceVersion" {
            Self.member(name, value, isFirst: &isFirst, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
        for (name, value) in (object.object ?? [:]).sorted(by: { $0.key < $1.key })
        where name != "apiVersion" && name != "kind" && name != "metadata" {
            Self.member(name, value, isFirst: &isFirst, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private static func member(_ name: String, _ value: JSONValue, isFirst: inout Bool, to bytes: inout [UInt8]) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        JSONValue.write(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &bytes)
    }

    /// The cache's item of a stored entry.
    func cached(_ entry: Entry) -> StoredObject {
        let plain = (try? seal.map { try $0.open(entry.value, context: entry.key) } ?? entry.value) ?? []
        return object(plain, key: entry.key, revision: entry.modified)
    }

    /// The item that an object would be at a revision, for answers about writes that were not made.
    func item(_ object: JSONValue, revision: Revision) -> StoredObject {
        let name = ObjectName(
            namespace: object[path: ["metadata", "namespace"]]?.string ?? "", name: object[path: ["metadata", "name"]]?.string ?? "")
        return self.object(plainBytes(object), key: key(name), revision: revision)
    }

    /// The item of an object that is part of the program.
    func item(_ document: FixedDocuments.Document, revision: Revision) -> StoredObject {
        var plain = plainBytes(["metadata": document.metadata])
        plain.removeLast()
        plain.append(UInt8(ascii: ","))
        plain += document.members
        plain.append(UInt8(ascii: "}"))
        return object(plain, key: prefix + (document.metadata["name"]?.string ?? ""), revision: revision)
    }

    private func object(_ plain: [UInt8], key: String, revision: Revision) -> StoredObject {
        guard plain.starts(with: head), let json = try? JSONValue(parsing: plain, limits: Self.storedLimits) else {
            return unreadable(key: key, revision: revision)
        }
        let version = "\"resourceVersion\":\"\(revision)\"" + (plain[head.count] == UInt8(ascii: "}") ? "" : ",")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(plain.count + version.utf8.count)
        bytes += plain[..<head.count]
        bytes += version.utf8
        bytes += plain[head.count...]
        return StoredObject(
            json, fields: fields.values(in: json), quotaUse: definition.quotaUse(of: json), revision: revision, bytes: bytes)
    }

    /// Bytes that were damaged or sealed with another key. The object is shown by its name, so that it can be found and deleted.
    private func unreadable(key: String, revision: Revision) -> StoredObject {
        let parts = key.dropFirst(prefix.count).split(separator: "/", maxSplits: 1).map(String.init)
        let name = parts.count == 2 ? ObjectName(namespace: parts[0], name: parts[1]) : ObjectName(name: parts.first ?? "")
        var metadata: JSONValue = [
            "name": .string(name.name), "uid": "", "resourceVersion": .string(revision.description),
            "annotations": ["strata.dev/unreadable": "the stored bytes cannot be read: they are damaged, or sealed with another key"],
        ]
        if !name.namespace.isEmpty { metadata["namespace"] = .string(name.namespace) }
        let object: JSONValue = [
            "apiVersion": .string(definition.kind.apiVersion), "kind": .string(definition.kind.name), "metadata": metadata,
        ]
        return StoredObject(
            object, fields: fields.values(in: object), revision: revision, bytes: object.encoded())
    }
}
