import StrataAPI
import StrataLinuxHost

/// The files of a new container, as they lie below its directory.
///
/// `upper` is what the container changes of its image. What Strata sets in its `/etc` is not written there, where the container could
/// lead a later write astray by symbolic links, but bind-mounted from `strata.UID`; the empty files that take these mounts are made before
/// the container first runs.
struct ContainerTree: Sendable {
    /// The files of /etc that Strata sets.
    static let mounted = NameFiles.names

    /// The layer of an overlay that takes the container's changes.
    enum Upper: Sendable {
        case none
        /// Empty but for what is mounted over.
        case new
        /// Still to be copied from another container.
        case copied
    }

    var entries: [TreeEntry]

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
    ///   - upper: whether the root file system is an overlay, and whose changes it begins with.
    init(uid: UID, config: [UInt8], files: [String: [UInt8]], map: IDMap?, upper: Upper) {
        let user = map?.user ?? 0
        let group = map?.group ?? 0
        // Only root of the host and of this container may pass through.
        entries = [TreeEntry(path: "", mode: 0o710, group: group), TreeEntry(path: Self.files(of: uid), mode: 0o755)]
        for name in Self.mounted {
            entries.append(
                TreeEntry(path: "\(Self.files(of: uid))/\(name)", content: files[name] ?? [], mode: 0o644, user: user, group: group))
        }
        if upper != .none { entries.append(TreeEntry(path: "work", mode: 0o700, user: user, group: group)) }
        if upper == .new {
            for path in ["upper", "upper/etc"] {
                entries.append(TreeEntry(path: path, mode: 0o755, user: user, group: group))
            }
            for name in Self.mounted {
                entries.append(TreeEntry(path: "upper/etc/\(name)", content: [], mode: 0o644, user: user, group: group))
            }
        }
        entries.append(TreeEntry(path: "console.log", content: [], mode: 0o600))
        entries.append(TreeEntry(path: "config", content: config, mode: 0o600))
    }
}
