import StrataAPI
import StrataNetwork

/// The files of a new container, as they lie below its directory.
///
/// `upper` is what the container changes of its image. What Strata sets in its `/etc` is not written there, where the container could
/// lead a later write astray by symbolic links, but bind-mounted from `strata.UID`; the empty files that take these mounts are made before
/// the container first runs.
struct ContainerTree: Sendable {
    struct Entry: Sendable, Equatable {
        /// Relative to the directory; empty for the directory itself.
        var path: String
        /// Nil for a directory.
        var content: [UInt8]?
        var mode: UInt32
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    /// The files of /etc that Strata sets.
    static let mounted = ["hostname", "hosts", "resolv.conf"]

    var entries: [Entry]

    /// The directory of those files. Its name tells whose the container is also where its configuration was lost.
    static func files(of uid: UID) -> String { "strata.\(uid.text)" }

    /// The UID in the name of such a directory.
    static func uid(inName name: String) -> UID? {
        guard name.hasPrefix("strata.") else { return nil }
        let uid = UID(String(name.dropFirst(7)))
        return ContainerName.isPlain(uid) ? uid : nil
    }

    /// - Parameters:
    ///   - map: the ids that stand for the container's; nil when they are the host's.
    ///   - hasUpper: whether the root file system is an overlay.
    init(uid: UID, config: [UInt8], files: [String: [UInt8]], map: IDMap?, hasUpper: Bool) {
        let user = map?.user ?? 0
        let group = map?.group ?? 0
        // Only root of the host and of this container may pass through.
        entries = [Entry(path: "", mode: 0o710, group: group), Entry(path: Self.files(of: uid), mode: 0o755)]
        for name in Self.mounted {
            entries.append(Entry(path: "\(Self.files(of: uid))/\(name)", content: files[name] ?? [], mode: 0o644, user: user, group: group))
        }
        if hasUpper {
            for (path, mode) in [("upper", 0o755), ("upper/etc", 0o755), ("work", 0o700)] as [(String, UInt32)] {
                entries.append(Entry(path: path, mode: mode, user: user, group: group))
            }
            for name in Self.mounted {
                entries.append(Entry(path: "upper/etc/\(name)", content: [], mode: 0o644, user: user, group: group))
            }
        }
        entries.append(Entry(path: "console.log", content: [], mode: 0o600))
        entries.append(Entry(path: "config", content: config, mode: 0o600))
    }

    /// The content of the files in /etc.
    static func files(hostname: String, leases: [NetworkLease]) -> [String: [UInt8]] {
        var hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        for (number, lease) in leases.enumerated() {
            hosts += "\(lease.address)\t\(lease.domainName)\(number == 0 ? " \(hostname)" : "")\n"
        }
        if leases.isEmpty { hosts += "127.0.1.1\t\(hostname)\n" }
        // The first network's name server asks those of the others.
        let domains = leases.map(\.searchDomain).filter { !$0.isEmpty }.uniqued()
        var resolver = domains.isEmpty ? "" : "search \(domains.joined(separator: " "))\n"
        for server in leases.first?.nameservers ?? [] { resolver += "nameserver \(server)\n" }
        return ["hostname": Array("\(hostname)\n".utf8), "hosts": Array(hosts.utf8), "resolv.conf": Array(resolver.utf8)]
    }
}
