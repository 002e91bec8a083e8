public import StrataAPI

/// Kubernetes' `metav1.Status`: how the server says why it did not carry out a request.
public struct APIStatus: Sendable, Hashable {
    /// One cause among several, usually a field of the object that was sent.
    public struct Cause: Sendable, Hashable {
        public var reason: String
        public var message: String
        /// The field's path; empty where the cause is no field.
        public var field: String

        public init(reason: String, message: String, field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// The HTTP status code.
    public var code: Int
    /// A `metav1.StatusReason` such as `NotFound`; empty where the server gives none.
    public var reason: String
    public var message: String
    public var causes: [Cause]
    /// The plural of the kind in question, and the object's name, where the server names them.
    public var kind: String
    public var name: String
    /// Seconds after which trying again may help.
    public var retryAfterSeconds: Int?

    public init(
        code: Int, reason: String, message: String, causes: [Cause] = [], kind: String = "", name: String = "",
        retryAfterSeconds: Int? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.causes = causes
        self.kind = kind
        self.name = name
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Reads a Status object; nil for anything else.
    public init?(json: JSONValue) {
        guard json["kind"]?.string == "Status", json["apiVersion"]?.string == "v1" else { return nil }
        let details = json["details"]
        self.init(
            code: json["code"]?.int.map { Int(clamping: $0) } ?? 0, reason: json["reason"]?.string ?? "",
            message: json["message"]?.string ?? "",
            causes: (details?["causes"]?.array ?? []).prefix(100).map { cause in
                Cause(
                    reason: cause["reason"]?.string ?? "", message: cause["message"]?.string ?? "", field: cause["field"]?.string ?? "")
            },
            kind: details?["kind"]?.string ?? "", name: details?["name"]?.string ?? "",
            retryAfterSeconds: details?["retryAfterSeconds"]?.int.map { Int(clamping: $0) })
        if message.isEmpty { message = reason.isEmpty ? "the server gave no reason" : reason }
    }

    /// The exit code of a command that ran in an instance, from the final Status of an exec session; nil where it says none.
    /// The convention is Kubernetes' `v4.channel.k8s.io`: a cause with the reason `ExitCode` whose message is the number.
    public var exitCode: Int32? { causes.first { $0.reason == "ExitCode" }.flatMap { Int32($0.message) } }
}
