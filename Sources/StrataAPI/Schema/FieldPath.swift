/// Where in an object a field lies, written as Kubernetes writes it: `spec.ports[1].port`, `metadata.labels[app.kubernetes.io/name]`.
public struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        case member(String)
        /// A key of a free-form map, shown in brackets because it may hold dots.
        case key(String)
        case index(Int)
    }

    public private(set) var steps: [Step]

    public static let root = FieldPath()

    public init(_ members: String...) { steps = members.map(Step.member) }

    public func member(_ name: String) -> FieldPath { appending(.member(name)) }
    public func key(_ name: String) -> FieldPath { appending(.key(name)) }
    public func index(_ position: Int) -> FieldPath { appending(.index(position)) }

    private func appending(_ step: Step) -> FieldPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// The path as text. Hostile names are cut and their control characters replaced, since the text ends in terminals and logs.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + name.printable(limit: 100)
            case .key(let name): text += "[\(name.printable(limit: 100))]"
            case .index(let position): text += "[\(position)]"
            }
        }
        return text
    }
}

extension String {
    /// The text fit for one line of a message: control characters become `\u{…}`, and what is longer than `limit` characters is cut.
    public func printable(limit: Int = 200) -> String {
        var text = ""
        for (index, scalar) in unicodeScalars.enumerated() {
            if index == limit { return text + "…" }
            let isDirectional = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if scalar.properties.generalCategory == .control || isDirectional {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
