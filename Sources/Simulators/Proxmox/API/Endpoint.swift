import SimulatorKit
import StrataAPI

/// One method at one path of the interface.
struct Endpoint: Sendable {
    /// A request that was checked.
    struct Call: Sendable {
        var caller: AccessControl.Caller
        /// What stands in the path's places, by their names.
        var path: [String: String]
        var parameters: [String: String]
        var upload: SimulatorRequest.Upload?

        var node: String { path["node"] ?? "" }
        var number: Int { Int(path["vmid"] ?? "") ?? 0 }

        /// The values of a parameter that is a list.
        func list(_ name: String) -> [String] {
            parameters[name].map { $0.split(separator: "\0", omittingEmptySubsequences: false).map(String.init) } ?? []
        }

        func isTrue(_ name: String) -> Bool { Cluster.isTrue(parameters[name]) }
    }

    typealias Handler = @Sendable (isolated Cluster, Call) async throws -> JSONValue

    let method: String
    /// `nodes/{node}/qemu/{vmid}/config`.
    let path: String
    let parameters: ParameterTable
    /// One of them is needed; none for what everybody may who is known.
    let privileges: [String]
    let handler: Handler
    private let segments: [Substring]

    init(
        _ method: String, _ path: String, _ parameters: ParameterTable = ParameterTable(), needs privileges: [String] = [],
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.privileges = privileges
        self.handler = handler
        segments = path.split(separator: "/")
    }

    /// What stands in the path's places; nil where this is another path.
    func match(_ asked: [String]) -> [String: String]? {
        var asked = asked
        // The names of volumes have slashes in them, which most clients leave as they are.
        if segments.last == "{volume}", asked.count > segments.count {
            asked = asked.prefix(segments.count - 1) + [asked.dropFirst(segments.count - 1).joined(separator: "/")]
        }
        guard asked.count == segments.count else { return nil }
        var places: [String: String] = [:]
        for (segment, text) in zip(segments, asked) {
            if segment.first == "{" { places[String(segment.dropFirst().dropLast())] = text } else if segment != text { return nil }
        }
        return places
    }

    /// What is wrong with the path's places.
    static func problems(_ places: [String: String]) -> [String: String] {
        var errors: [String: String] = [:]
        if let node = places["node"], let problem = ParameterType.node.problem(node) { errors["node"] = problem }
        if let number = places["vmid"], let problem = ParameterType.vmid.problem(number) { errors["vmid"] = problem }
        if let name = places["snapname"], let problem = ParameterType.identifier.problem(name) { errors["snapname"] = problem }
        return errors
    }
}
