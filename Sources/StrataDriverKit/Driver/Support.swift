/// Whether something works at a place, and why not.
public enum Support: Sendable, Hashable {
    case yes
    /// It works, but not fully.
    case degraded(String)
    case no(String)

    public var reason: String {
        switch self {
        case .yes: ""
        case .degraded(let why), .no(let why): why
        }
    }

    public var isUsable: Bool { if case .no = self { false } else { true } }
}
