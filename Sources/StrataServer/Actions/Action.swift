public import StrataAPI

/// Something that can be done to an object beside changing it: a subresource such as `instances/NAME/restart`.
///
/// One declaration, which routing, authorization, the audit log, metrics, discovery and OpenAPI read. The server authenticates and authorizes
/// the user and makes sure that the object exists before an action is begun. Actions are run from any task, several at once for one object;
/// they are cancelled when the client goes away or the server stops.
public struct Action: Sendable {
    /// The kind on whose objects it acts.
    public var kind: ResourceKind
    /// The last part of the path.
    public var name: String
    /// A sentence for OpenAPI.
    public var summary: String
    /// The right that a user needs on the subresource.
    public var right: Right
    /// What the query may hold.
    public var parameters: [Parameter]
    public var form: Form

    /// Kubernetes' verbs for subresources. Who may start something inside an instance, or carry its disks away, needs more than to read.
    public enum Right: String, Sendable {
        case get, create, update
    }

    /// A parameter of the query.
    public struct Parameter: Sendable {
        public enum Form: String, Sendable {
            case string, boolean, integer
        }

        public var name: String
        public var form: Form
        public var summary: String
        /// Whether the audit log tells what it was, which must be no secret.
        public var isRecorded: Bool

        public init(_ name: String, _ form: Form, _ summary: String, isRecorded: Bool = false) {
            self.name = name
            self.form = form
            self.summary = summary
            self.isRecorded = isRecorded
        }

        public init(_ name: String, _ summary: String, isRecorded: Bool = false) {
            self.init(name, .string, summary, isRecorded: isRecorded)
        }
    }

    /// How it is asked for and how it answers. Whatever comes in two steps checks in the first whether it can be done, while a refusal
    /// still is the answer's status, and does it in the second.
    public enum Form: Sendable {
        /// POST with a document or none. Answers a `Status`, or the document returned, once it is done.
        case order(limit: Duration?, @Sendable (ActionRequest) async throws(APIError) -> JSONValue?)
        /// GET, answered by bytes of a media type; over WebSocket where a client asks for that.
        case download(type: String, @Sendable (ActionRequest) async throws(APIError) -> Download)
        /// PUT or POST of at most `limit` bytes. Answers as an order does.
        case upload(limit: Int64, @Sendable (ActionRequest, ActionInput) async throws(APIError) -> JSONValue?)
        /// The same thing either way: a download where it is asked for with GET, an upload where with PUT or POST.
        case exchange(
            type: String, limit: Int64, @Sendable (ActionRequest) async throws(APIError) -> Download,
            @Sendable (ActionRequest, ActionInput) async throws(APIError) -> JSONValue?)
        /// WebSocket, in both directions.
        case session(Framing, @Sendable (ActionRequest) async throws(APIError) -> Session)
    }

    /// Writes what is downloaded. An error before the first byte is the answer's status; after it the answer can only be cut short.
    public typealias Download = @Sendable (ActionOutput) async throws(APIError) -> Void
    /// Speaks with the client until either side ends it, and returns an exit code, 0 where there is none to tell.
    public typealias Session = @Sendable (ActionStream) async throws(APIError) -> Int32

    /// What WebSocket messages mean.
    public enum Framing: Sendable {
        /// The first byte names a channel: Kubernetes' `v5.channel.k8s.io` and `v4.channel.k8s.io`.
        case channels
        /// Bytes of one stream, as viewers of VNC have it: the subprotocol `binary`, or none.
        case bytes
    }
}

extension Action {
    /// An action that is over once it is answered.
    ///
    /// - Parameter limit: how long it may take; nil for as long as any other request.
    public static func order(
        _ kind: ResourceKind, _ name: String, _ summary: String, right: Right = .create, parameters: [Parameter] = [],
        limit: Duration? = nil, _ run: @escaping @Sendable (ActionRequest) async throws(APIError) -> JSONValue?
    ) -> Action {
        Action(kind: kind, name: name, summary: summary, right: right, parameters: parameters, form: .order(limit: limit, run))
    }

    /// An action that answers bytes.
    public static func download(
        _ kind: ResourceKind, _ name: String, _ summary: String, right: Right = .get, parameters: [Parameter] = [], type: String,
        _ prepare: @escaping @Sendable (ActionRequest) async throws(APIError) -> Download
    ) -> Action {
        Action(kind: kind, name: name, summary: summary, right: right, parameters: parameters, form: .download(type: type, prepare))
    }

    /// An action that takes bytes.
    ///
    /// The input ends with ``ActionEvent/endOfInput`` where it is whole; where it ends without, the client went away.
    public static func upload(
        _ kind: ResourceKind, _ name: String, _ summary: String, right: Right = .update, parameters: [Parameter] = [], limit: Int64,
        _ run: @escaping @Sendable (ActionRequest, ActionInput) async throws(APIError) -> JSONValue?
    ) -> Action {
        Action(kind: kind, name: name, summary: summary, right: right, parameters: parameters, form: .upload(limit: limit, run))
    }

    /// An action that answers bytes of a type, and takes such.
    public static func exchange(
        _ kind: ResourceKind, _ name: String, _ summary: String, right: Right = .create, parameters: [Parameter] = [], type: String,
        limit: Int64, _ prepare: @escaping @Sendable (ActionRequest) async throws(APIError) -> Download,
        _ run: @escaping @Sendable (ActionRequest, ActionInput) async throws(APIError) -> JSONValue?
    ) -> Action {
        Action(
            kind: kind, name: name, summary: summary, right: right, parameters: parameters,
            form: .exchange(type: type, limit: limit, prepare, run))
    }

    /// An action that goes both ways.
    public static func session(
        _ kind: ResourceKind, _ name: String, _ summary: String, right: Right = .create, parameters: [Parameter] = [],
        framing: Framing = .channels, _ prepare: @escaping @Sendable (ActionRequest) async throws(APIError) -> Session
    ) -> Action {
        Action(kind: kind, name: name, summary: summary, right: right, parameters: parameters, form: .session(framing, prepare))
    }

    /// The verbs that discovery tells, in their order.
    var verbs: [String] {
        let spoken =
            switch form {
            case .order: ["create"]
            case .download: ["get"]
            case .upload: ["create", "update"]
            case .exchange: ["get", "create", "update"]
            case .session: ["get"]
            }
        return Set(spoken + [right.rawValue]).sorted()
    }

    /// Kubernetes' verb in the audit log. What is more than reading is recorded.
    var auditVerb: String { right == .get ? "get" : "connect" }
}
