import StrataDriverKit
import StrataLinuxHost

/// Where a container's root file system lies, as its configuration says.
enum ContainerRoot: Sendable, Equatable {
    /// What the container changed, above a root file system that nobody changes.
    case overlay(lower: String, upper: String)
    case directory(String)

    /// Nil for storage that is no directory, such as a volume, and for paths that mean something to a mount.
    init?(_ config: ContainerConfig) {
        guard let value = config.value("lxc.rootfs.path") else { return nil }
        let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("overlay", 3), ("overlayfs", 3): self = .overlay(lower: parts[1], upper: parts[2])
        case ("dir", 2), ("btrfs", 2): self = .directory(parts[1])
        case (_, 1): self = .directory(value)
        default: return nil
        }
        guard PlainPath.accepts(tree, limit: 400), lower.map({ PlainPath.accepts($0, limit: 400) }) ?? true else { return nil }
    }

    /// The tree that is the container's own.
    var tree: String {
        switch self {
        case .overlay(_, let upper): upper
        case .directory(let path): path
        }
    }

    /// What it lies above, nil where it is whole by itself.
    var lower: String? { if case .overlay(let lower, _) = self { lower } else { nil } }

    /// The value of `lxc.rootfs.path` with another tree in its place.
    func value(with tree: String) -> String {
        switch self {
        case .overlay(let lower, _): "overlay:\(lower):\(tree)"
        case .directory: "dir:\(tree)"
        }
    }
}
