/// Why a server could not be started.
public enum DaemonError: Error, Sendable, CustomStringConvertible {
    /// The data directory cannot be made or written to.
    case dataDirectory(path: String, reason: String)
    /// The key that secrets are sealed with cannot be read, or is no key.
    case sealKey(path: String, reason: String)

    public var description: String {
        switch self {
        case .dataDirectory(let path, let reason): "the data directory \(path) cannot be used: \(reason); name another with --data"
        case .sealKey(let path, let reason):
            "the key \(path) that secrets are sealed with cannot be used: \(reason); restore it from a backup, or remove it and all secrets with it"
        }
    }
}
