import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is systemd-nspawn.
struct SiteOptions: Sendable, Equatable {
    /// Where the machines lie; systemd's own place when empty.
    var path = ""
    /// The bridge of the managed network.
    var bridge = "strata0"
    /// Whether instances may use settings that let them act on the host itself.
    var hostAccess = false

    private static let schema = Schema<SiteOptions>.object("What a systemd-nspawn site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "path", \.path, .string(StringRule(length: 0...200)),
            "Where the machines lie; /var/lib/machines when left out, and always where systemd is the host's first process.")
        Field("bridge", \.bridge, .string(StringRule(length: 2...15)), "The bridge of the managed network; strata0 when left out.")
        Field("hostAccess", \.hostAccess, .bool, "Whether instances may use settings that reach into the host.")
    }

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "systemd-nspawn", answer: "\(error)"))
        }
    }
}
