/// What is wrong with an archive, and where.
public enum ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is something else, or of a version that is not understood.
    case notAnArchive(String)
    /// It breaks the format at a byte.
    case malformed(offset: Int64, String)
    /// It ends before it is whole.
    case truncated(offset: Int64)
    /// A piece is not what it was when the archive was written. Pieces count from 1.
    case altered(part: String, piece: Int)

    public var description: String {
        switch self {
        case .notAnArchive(let reason): "this is no archive of an instance: \(reason)"
        case .malformed(let offset, let reason): "the archive is damaged at byte \(offset): \(reason)"
        case .truncated(let offset): "the archive is cut short: it ends at byte \(offset)"
        case .altered(let part, let piece):
            piece == 0 ? "the archive was altered in \(part)" : "the archive was altered in piece \(piece) of \(part)"
        }
    }
}
