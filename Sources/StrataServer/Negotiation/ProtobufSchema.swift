import StrataAPI

/// What a field of a Kubernetes protobuf message becomes in JSON.
indirect enum ProtobufField: Sendable {
    case string(String)
    case strings(String)
    case bool(String)
    case integer(String)
    case time(String)
    /// With microseconds.
    case microTime(String)
    case message(String, [UInt64: ProtobufField])
    case messages(String, [UInt64: ProtobufField])
    case stringMap(String)
    /// A map of bytes, which are base64 in JSON.
    case bytesMap(String)
    /// A map of amounts, which are messages with the text as field 1.
    case quantityMap(String)
}

/// The core kinds as Kubernetes encodes them: kubectl's typed clients and Helm 4 send these in Protocol Buffers alone.
///
/// Field numbers: `generated.proto` of `k8s.io/api/core/v1`, `authorization/v1`, `authentication/v1` and `k8s.io/apimachinery/pkg/apis/meta/v1`. `managedFields` is left out, as
/// the server keeps its own.
enum ProtobufSchema {
    private static let messages: [String: [UInt64: ProtobufField]] = [
        "Namespace": [
            1: .message("metadata", metadata), 2: .message("spec", [1: .strings("finalizers")]),
            3: .message("status", [1: .string("phase")]),
        ],
        "Secret": [
            1: .message("metadata", metadata), 2: .bytesMap("data"), 3: .string("type"), 4: .stringMap("stringData"), 5: .bool("immutable"),
        ],
        "Event": [
            1: .message("metadata", metadata), 2: .message("involvedObject", reference), 3: .string("reason"), 4: .string("message"),
            5: .message("source", [1: .string("component"), 2: .string("host")]), 6: .time("firstTimestamp"), 7: .time("lastTimestamp"),
            8: .integer("count"), 9: .string("type"), 10: .microTime("eventTime"), 12: .string("action"), 14: .string("reportingComponent"),
            15: .string("reportingInstance"),
        ],
        "ResourceQuota": [
            1: .message("metadata", metadata), 2: .message("spec", [1: .quantityMap("hard"), 2: .strings("scopes")]),
            3: .message("status", [1: .quantityMap("hard"), 2: .quantityMap("used")]),
        ],
        "DeleteOptions": [
            1: .integer("gracePeriodSeconds"), 2: .message("preconditions", [1: .string("uid"), 2: .string("resourceVersion")]),
            3: .bool("orphanDependents"), 4: .string("propagationPolicy"), 5: .strings("dryRun"),
        ],
    ]

    /// Kinds outside the core group, by their API version.
    private static let otherMessages: [String: [String: [UInt64: ProtobufField]]] = [
        Review.access.kind.apiVersion: [
            Review.access.kind.name: [
                1: .message("metadata", metadata),
                2: .message(
                    "spec",
                    [
                        1: .message("resourceAttributes", resourceAttributes),
                        2: .message("nonResourceAttributes", [1: .string("path"), 2: .string("verb")]),
                    ]),
            ],
            Review.rules.kind.name: [1: .message("metadata", metadata), 2: .message("spec", [1: .string("namespace")])],
        ],
        Review.identity.kind.apiVersion: [Review.identity.kind.name: [1: .message("metadata", metadata)]],
    ]

    /// The fields of a kind; nil for one that is not known. A `DeleteOptions` may name the version of any group.
    static func message(_ kind: String, apiVersion: String) -> [UInt64: ProtobufField]? {
        apiVersion == "v1" || kind == "DeleteOptions" ? messages[kind] : otherMessages[apiVersion]?[kind]
    }

    /// `authorization.k8s.io/v1 ResourceAttributes`
    private static let resourceAttributes: [UInt64: ProtobufField] = [
        1: .string("namespace"), 2: .string("verb"), 3: .string("group"), 4: .string("version"), 5: .string("resource"),
        6: .string("subresource"), 7: .string("name"),
    ]

    private static let metadata: [UInt64: ProtobufField] = [
        1: .string("name"), 2: .string("generateName"), 3: .string("namespace"), 5: .string("uid"), 6: .string("resourceVersion"),
        7: .integer("generation"), 8: .time("creationTimestamp"), 9: .time("deletionTimestamp"), 10: .integer("deletionGracePeriodSeconds"),
        11: .stringMap("labels"), 12: .stringMap("annotations"), 13: .messages("ownerReferences", owner), 14: .strings("finalizers"),
    ]

    private static let owner: [UInt64: ProtobufField] = [
        1: .string("kind"), 3: .string("name"), 4: .string("uid"), 5: .string("apiVersion"), 6: .bool("controller"),
        7: .bool("blockOwnerDeletion"),
    ]

    private static let reference: [UInt64: ProtobufField] = [
        1: .string("kind"), 2: .string("namespace"), 3: .string("name"), 4: .string("uid"), 5: .string("apiVersion"),
        6: .string("resourceVersion"),
        7: .string("fieldPath"),
    ]
}
