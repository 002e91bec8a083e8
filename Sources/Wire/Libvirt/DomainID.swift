/// What a domain is found by.
public enum DomainID: Sendable, Hashable, CustomStringConvertible {
    case name(String)
    /// In lower case, with hyphens.
    case uuid(String)

    public var description: String {
        switch self {
        case .name(let text), .uuid(let text): text
        }
    }
}
