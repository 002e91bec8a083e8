/// Something to keep from other eyes: Kubernetes' core `Secret`.
public struct Secret: Resource {
    public var metadata: ObjectMeta
    /// Values in base64.
    public var data: [String: String] = [:]
    /// Values as text; merged into ``data`` when written and never read back.
    public var stringData: [String: String] = [:]
    public var type = "Opaque"
    public var immutable: Bool?

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.core("Secret", plural: "secrets", scope: .namespaced)
    public static let selectableFields = ["type"]

    private static let key = StringRule(
        length: 1...253,
        check: { text in
            text.utf8.allSatisfy { byte in
                Character(Unicode.Scalar(byte)).isLetter && byte < 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
            } ? nil : "a valid key consists of alphanumeric characters, '-', '_' or '.'"
        })

    private static let base64 = StringRule(
        format: "byte", length: 0...(3 << 20), check: { Base64.decode($0) == nil ? "must be base64 (RFC 4648, section 4)" : nil })

    public static let schema = Schema<Secret>.object("Something to keep from other eyes.", initial: Secret(name: ObjectName(name: ""))) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("data", \.data, .strings(keys: key, values: base64), "Values in base64.")
        Field(
            "stringData", \.stringData, .strings(keys: key, values: StringRule(length: 0...(1 << 20))),
            "Values as text, merged into data when written; never answered.")
        Field("type", \.type, .string(StringRule(length: 0...253)), default: "Opaque", isImmutable: true, "What the secret is for.")
        Field("immutable", \.immutable, .bool, "Whether data may not change any more.")
    }

    public static let columns: [Column<Secret>] = [
        Column("Type", "What the secret is for.") { .text($0.type) },
        Column("Data", "How many values it holds.") { .integer(Int64($0.data.count)) },
    ]

    public func validate(into issues: inout FieldIssues) {
        let size = data.values.reduce(0) { $0 + $1.utf8.count / 4 * 3 } + stringData.values.reduce(0) { $0 + $1.utf8.count }
        if size > 1 << 20 { issues.add(FieldPath("data"), .tooLong, "Too long: may not be more than 1048576 bytes") }
    }

    /// Moves `stringData` into `data`, so that only one form is stored.
    public static func normalize(_ json: JSONValue) -> JSONValue {
        guard let texts = json["stringData"]?.object, !texts.isEmpty else { return json }
        var json = json
        var data = json["data"]?.object ?? [:]
        for (key, value) in texts {
            guard let text = value.string else { return json }
            data[key] = .string(Base64.encode(Array(text.utf8)))
        }
        json["data"] = .object(data)
        json["stringData"] = nil
        return json
    }
}
