import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is QEMU.
struct SiteOptions: Sendable, Equatable {
    /// Where the machines lie; a directory named after the stack in the server's own when empty.
    var path = ""
    /// The bridge of the managed network.
    var bridge = "strata0"

    private static let schema = Schema<SiteOptions>.object("What a QEMU site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "path", \.path, .string(StringRule(length: 0...60)),
            "Where the machines lie; a directory named after the stack in the server's own when left out.")
        Field("bridge", \.bridge, .string(StringRule(length: 2...15)), "The bridge of the managed network; strata0 when left out.")
    }

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "QEMU", answer: "\(error)"))
        }
    }
}
