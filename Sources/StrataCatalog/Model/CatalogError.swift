/// What can go wrong when the catalog is asked.
public enum CatalogError: Error, Hashable, Sendable {
    /// No stack has this id, number or alias. `near` holds ids spelled alike.
    case unknownStack(String, near: [String])
    /// The stack's compiled-in data does not decode; only a build from inconsistent sources shows this.
    case damaged(String, reason: String)
}

extension CatalogError: CustomStringConvertible {
    /// One sentence, with a hint.
    public var description: String {
        switch self {
        case .unknownStack(let name, let near):
            let hint = near.isEmpty ? "`strata stacks ls` lists them" : "did you mean \(near.joined(separator: ", "))?"
            return "no stack is called \"\(name)\"; \(hint)"
        case .damaged(let id, let reason):
            return "the compiled-in data of stack \(id) does not decode: \(reason); run `make catalog` and build again"
        }
    }
}
