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
    ///   - hasUpper: whether the root file system is an overlay.
    init(uid: UID, config: [UInt8], files: [String: [UInt8]], map: IDMap?, hasUpper: Bool) {
        let user = map?.user ?? 0
        let group = map?.group ?? 0
        // Only root of the host and of this container may pass through.
        entries = [TreeEntry(path: "", mode: 0o710, group: group), TreeEntry(path: Self.files(of: uid), mode: 0o755)]
        for name in Self.mounted {
            entries.append(
                TreeEntry(path: "\(Self.files(of: uid))/\(name)", content: files[name] ?? [], mode: 0o644, user: user, group: group))
        }
        if hasUpper {
            for (path, mode) in [("upper", 0o755), ("upper/etc", 0o755), ("work", 0o700)] as [(String, UInt32)] {
                entries.append(TreeEntry(path: path, mode: mode, user: user, group: group))
            }
            for name in Self.mounted {
                entries.append(TreeEntry(path: "upper/etc/\(name)", content: [], mode: 0o644, user: user, group: group))
            }
        }
        entries.append(TreeEntry(path: "console.log", content: [], mode: 0o600))
        entries.append(TreeEntry(path: "config", content: config, mode: 0o600))
    }
}
