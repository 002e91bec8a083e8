import StrataAPI

/// The selectable fields of one object. The paths are those of its kind and kept once for all of its objects.
public struct SelectableFields: Sendable {
    private let paths: Paths
    private let values: [String?]

    private init(paths: Paths, values: [String?]) {
        self.paths = paths
        self.values = values
    }

    /// The value at a dotted path, nil where the object has none or the kind cannot be selected by it.
    public subscript(path: String) -> String? {
        paths.names.firstIndex(of: path).flatMap { values[$0] }
    }

    /// The selectable paths of a kind.
    final class Paths: Sendable {
        fileprivate let names: [String]
        private let members: [[String]]

        init(_ paths: Set<String>) {
            names = paths.sorted()
            members = names.map { $0.split(separator: ".").map(String.init) }
        }

        /// What an object has at the paths.
        func values(in object: JSONValue) -> SelectableFields {
            SelectableFields(
                paths: self,
                values: members.map { path in
                    switch object[path: path] {
                    case .string(let text)?: text
                    case .int(let number)?: String(number)
                    case .bool(let flag)?: String(flag)
                    default: nil
                    }
                })
        }
    }
}
