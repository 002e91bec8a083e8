import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is LXD.
struct SiteOptions: Sendable, Equatable {
    /// The daemon's socket; the first of ``sockets`` that is there when empty.
    var socket = ""
    /// The SHA-256 of the certificate that a daemon on the network must show; a token's, or whatever the system's authorities vouch for, when empty.
    var fingerprint = ""
    /// The project whose instances the site has; the daemon's `default` when empty.
    var project = ""
    var createProject = false
    /// The storage pool of new instances; that of their profiles, else the daemon's first, when empty.
    var pool = ""
    /// The profiles of instances that name none.
    var profiles = ["default"]
    /// The cluster member on which new instances are made; the daemon's choice when empty.
    var target = ""
    /// Addresses of simplestreams servers, by the names that images give them.
    var remotes: [String: String] = [:]
    /// Whether instances may use configuration that lets them act on the host itself.
    var hostAccess = false

    /// Where daemons listen: Debian's LXD, the snap, Incus.
    static let sockets = ["/var/lib/lxd/unix.socket", "/var/snap/lxd/common/lxd/unix.socket", "/var/lib/incus/unix.socket"]

    private static let schema = Schema<SiteOptions>.object("What an LXD site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "socket", \.socket, .string(StringRule(length: 0...103)),
            "The daemon's Unix socket; \(sockets[0]), \(sockets[1]) or \(sockets[2]) when left out.")
        Field(
            "fingerprint", \.fingerprint, .string(StringRule(length: 0...95)),
            "For an https:// endpoint: the SHA-256 of the certificate that the daemon must show, as lxc info tells it; the token's when left out, and "
                + "without a token what the system's certificate authorities vouch for.")
        Field(
            "project", \.project,
            .string(StringRule(length: 0...63, check: { MachineName.isPlain($0) ? nil : "must be a project's name" })),
            "The project whose instances the site has; default when left out.")
        Field("createProject", \.createProject, .bool, "Whether the project is made where it is missing.")
        Field(
            "pool", \.pool, .string(StringRule(length: 0...63)),
            "The storage pool of new instances; that of their profiles, or the only one, when left out.")
        Field(
            "profiles", \.profiles, .list(.string(StringRule(length: 1...63))), default: ["default"],
            "The profiles of instances that name none.")
        Field(
            "target", \.target, .string(StringRule(length: 0...63)),
            "The cluster member on which new instances are made; the daemon's choice when left out.")
        Field(
            "remotes", \.remotes,
            .strings(
                keys: StringRule(
                    length: 1...63, check: { MachineName.isPlain($0) ? nil : "must be a name of letters, digits and hyphens" }),
                values: StringRule(
                    length: 9...512,
                    check: { text in
                        let isAddress =
                            ["https://", "http://"].contains { text.hasPrefix($0) } && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                        return isAddress ? nil : "must be an address https://HOST[/PATH]"
                    })),
            "Addresses of simplestreams servers, by the names that images give them; images is known, with LXD ubuntu and ubuntu-daily too."
        )
        Field("hostAccess", \.hostAccess, .bool, "Whether instances may use configuration that reaches into the host.")
    }

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "LXD", answer: "\(error)"))
        }
    }

    var projectName: String { project.isEmpty ? "default" : project }
}
