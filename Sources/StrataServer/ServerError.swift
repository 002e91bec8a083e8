/// Why the server could not start or had to stop.
public enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another process listens there (EADDRINUSE).
    case addressInUse(host: String, port: Int)
    /// The address cannot be listened on for another reason.
    case cannotListen(host: String, port: Int, detail: String)
    /// A file could not be read or written.
    case file(path: String, detail: String)
    /// A certificate or key that exists cannot be used. It was left as it is.
    case certificate(path: String, detail: String)
    /// Anything else, in the words of the library it comes from.
    case failed(detail: String)

    public var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "cannot listen on \(host) port \(port): it is in use by another process; stop that one or choose another with --listen"
        case .cannotListen(let host, let port, let detail): "cannot listen on \(host) port \(port): \(detail); choose another with --listen"
        case .file(let path, let detail): "\(path): \(detail)"
        case .certificate(let path, let detail): "\(path) cannot be used: \(detail); move it away to have a new one made"
        case .failed(let detail): detail
        }
    }
}
