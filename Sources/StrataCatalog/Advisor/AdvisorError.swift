/// What can be wrong with a need.
public enum AdvisorError: Error, Hashable, Sendable {
    /// There is no such kind of need.
    case unknownKind(String)
    /// The value does not suit the kind; the last part lists what does, empty for numbers and kinds without value.
    case badValue(Need.Kind, String, [String])
}

extension AdvisorError: CustomStringConvertible {
    /// One sentence, with what would do.
    public var description: String {
        switch self {
        case .unknownKind(let name):
            "there is no need called \"\(name)\"; there are \(Need.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
        case .badValue(let kind, let value, let known):
            known.isEmpty
                ? "\(kind.rawValue) \(kind == .nodes || kind == .memory ? "takes a whole number above zero" : "takes no value"), not \"\(value)\""
                : "\(kind.rawValue) does not know \"\(value)\"; it takes \(known.joined(separator: ", "))"
        }
    }
}
