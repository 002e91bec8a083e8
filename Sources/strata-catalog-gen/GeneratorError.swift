/// What stops the generator.
enum GeneratorError: Error, CustomStringConvertible {
    case usage
    case unknownFact(stack: String, String)
    case unknownSource(stack: String, String)
    case unsound([String])
    case numbers([Int])
    case foreign(String)

    var description: String {
        switch self {
        case .usage: "usage: strata-catalog-gen [CATALOG-DIRECTORY [DOCS-DIRECTORY]], by default Sources/StrataCatalog and docs/stacks"
        case .unknownFact(let stack, let name): "\(stack): there is no fact key \"\(name)\""
        case .unknownSource(let stack, let name): "\(stack): source \"\(name)\" is not listed under sources"
        case .unsound(let problems): problems.joined(separator: "\n")
        case .foreign(let path): "\(path) was not made by this generator and is left alone; remove it or name another directory"
        case .numbers(let missing): "no stack or alias has number \(missing.map(String.init).joined(separator: ", "))"
        }
    }
}
