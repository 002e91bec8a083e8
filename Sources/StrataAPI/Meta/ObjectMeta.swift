/// What every object carries besides what it is: Kubernetes' `metav1.ObjectMeta`.
public struct ObjectMeta: Sendable, Hashable {
    public var name = ""
    public var generateName = ""
    public var namespace = ""
    public var uid = UID("")
    /// The store's revision at which the object was last written; opaque to clients.
    public var resourceVersion = ""
    /// Counts changes of what is wanted, not of status.
    public var generation = 0
    public var creationTimestamp: Timestamp?
    /// When deletion was asked for; the object goes once its finalizers are gone.
    public var deletionTimestamp: Timestamp?
    public var deletionGracePeriodSeconds: Int?
    public var labels: [String: String] = [:]
    public var annotations: [String: String] = [:]
    public var finalizers: [String] = []
    public var ownerReferences: [OwnerReference] = []
    /// Who set which field, as server-side apply records it.
    public var managedFields: [JSONValue] = []
    /// Accepted since old clients send it; never set.
    public var selfLink = ""

    public init(name: String = "", namespace: String = "") {
        self.name = name
        self.namespace = namespace
    }

    public var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    public static let schema = Schema<ObjectMeta>.object(
        "Standard object metadata: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
        initial: ObjectMeta()
    ) {
        Field("name", \.name, .string(.subdomain), "Names the object within its kind and namespace. Cannot be changed.")
        Field(
            "generateName", \.generateName, .string(StringRule(length: 0...248)),
            "A prefix from which the server makes a unique name when no name is given.")
        Field("namespace", \.namespace, .string(.label), "The namespace within which the name is unique.")
        Field("uid", \.uid, .uid, "The object's identity, unique for all time. Set by the server.")
        Field(
            "resourceVersion", \.resourceVersion, .string,
            "The version of this object, for optimistic concurrency and watches. Set by the server.")
        Field("generation", \.generation, .nonZero, "Counts changes of the desired state. Set by the server.")
        Field("creationTimestamp", \.creationTimestamp, .timestamp, "When the object was created. Set by the server.")
        Field("deletionTimestamp", \.deletionTimestamp, .timestamp, "When deletion was asked for. Set by the server.")
        Field(
            "deletionGracePeriodSeconds", \.deletionGracePeriodSeconds, .integer(0 ... .max),
            "Seconds the object was given to end. Set by the server.")
        Field("labels", \.labels, .strings(keys: .qualifiedName, values: .labelValue), "Keys and values by which objects are selected.")
        Field(
            "annotations", \.annotations, .strings(keys: .qualifiedName, values: StringRule(length: 0...262_144)),
            "Keys and values that tools keep with the object.")
        Field("finalizers", \.finalizers, .list(.string(.qualifiedName), .set), "Who must let go before the object is removed.")
        Field("ownerReferences", \.ownerReferences, .list(OwnerReference.schema, .map(keys: ["uid"])), "The objects this one belongs to.")
        Field("managedFields", \.managedFields, .list(.any), "Which manager set which fields. Kept by the server.")
        Field("selfLink", \.selfLink, .string, "Deprecated and not set.")
    }
}

/// A pointer from an object to one that it belongs to and goes with.
public struct OwnerReference: Sendable, Hashable {
    public var apiVersion = ""
    public var kind = ""
    public var name = ""
    public var uid = UID("")
    public var controller: Bool?
    public var blockOwnerDeletion: Bool?

    public init() {}

    public static let schema = Schema<OwnerReference>.object("A pointer to an owning object.", initial: OwnerReference()) {
        Field("apiVersion", \.apiVersion, .string, isRequired: true, "API version of the owner.")
        Field("kind", \.kind, .string, isRequired: true, "Kind of the owner.")
        Field("name", \.name, .string, isRequired: true, "Name of the owner.")
        Field("uid", \.uid, .uid, isRequired: true, "Identity of the owner.")
        Field("controller", \.controller, .bool, "Whether the owner is the managing controller.")
        Field("blockOwnerDeletion", \.blockOwnerDeletion, .bool, "Whether the owner may not go before this object.")
    }
}

extension Schema where Value == UID {
    static var uid: Schema {
        Schema(
            Shape(.string(StringRule(length: 0...128))), decode: { $0.string.map { UID($0) } },
            encode: { $0.text.isEmpty ? nil : .string($0.text) })
    }
}

extension Schema where Value == Int {
    /// A counter that is left out while it is zero.
    static var nonZero: Schema {
        Schema(Shape(.integer(0 ... .max)), decode: { $0.int.map(Int.init) }, encode: { $0 == 0 ? nil : .int(Int64($0)) })
    }
}
