import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is LXC.
struct SiteOptions: Sendable, Equatable {
    /// Where the containers lie; LXC's own setting when empty.
    var path = ""
    /// The bridge of the managed network.
    var bridge = "strata0"
    /// Whether instances may set configuration keys that let them act on the host itself.
    var hostAccess = false

    private static let schema = Schema<SiteOptions>.object("What an LXC site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "path", \.path, .string(StringRule(length: 0...200)),
            "Where the containers lie; what lxc-config lxc.lxcpath says when left out.")
        Field("bridge", \.bridge, .string(StringRule(length: 2...15)), "The bridge of the managed network; strata0 when left out.")
        Field("hostAccess", \.hostAccess, .bool, "Whether instances may use configuration keys that reach into the host.")
    }

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "LXC", answer: "\(error)"))
        }
    }
}
