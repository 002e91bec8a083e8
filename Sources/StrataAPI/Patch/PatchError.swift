/// Why a patch could not be applied.
public enum PatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The patch itself is malformed.
    case malformed(String)
    /// The patch is well formed but does not fit the object.
    case inapplicable(String)
    /// A `test` operation found something else.
    case testFailed(String)

    public var description: String {
        switch self {
        case .malformed(let why): "the patch is malformed: \(why)"
        case .inapplicable(let why): "the patch does not fit the object: \(why)"
        case .testFailed(let path): "testing value \(path) failed"
        }
    }
}
