/// Why a document was not read.
public enum XMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong, and at which byte.
    case malformed(String)
    /// It is longer than its reader takes; the limit is in bytes.
    case tooLarge(limit: Int)

    public var description: String {
        switch self {
        case .malformed(let what): what
        case .tooLarge(let limit): "the XML is longer than \(limit) bytes"
        }
    }
}
