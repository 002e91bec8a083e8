import Foundation
import StrataAPI

/// Proxmox VE's interface as its makers describe it, as `tools/test-clients` fetched it.
public struct InterfaceDescription: Sendable {
    private let endpoints: [String: JSONValue]

    /// - Parameter path: `proxmox.json`.
    public init(readingFrom path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        let json = try JSONValue(parsing: Array(data), limits: JSONLimits(depth: 64, bytes: 64 << 20))
        endpoints = json["merged_endpoints"]?.object ?? [:]
    }

    /// A method at a path, by the path's template: `/nodes/{node}/qemu`.
    public func method(_ method: String, _ template: String) -> Method? {
        guard let found = endpoints[template]?["methods"]?[method] else { return nil }
        return Method(parameters: found["parameters"]?["properties"]?.object ?? [:])
    }

    /// A method at a path with its places filled, and the template.
    public func method(_ method: String, at path: [String]) -> (template: String, Method)? {
        for (template, endpoint) in endpoints where endpoint["methods"]?[method] != nil {
            let segments = template.split(separator: "/")
            guard segments.count == path.count, zip(segments, path).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else { continue }
            return self.method(method, template).map { (template, $0) }
        }
        return nil
    }

    /// What a method takes.
    public struct Method: Sendable {
        let parameters: [String: JSONValue]

        /// `boolean`, `integer`, `number` or `string`; nil for what there is not.
        public func type(of name: String) -> String? { declaration(of: name)?["type"]?.string }

        /// The values that it may have, where it names them.
        public func choices(of name: String) -> [String]? { declaration(of: name)?["enum"]?.array?.compactMap(\.string) }

        /// The least and the greatest number that it may be.
        public func range(of name: String) -> (least: Double?, greatest: Double?) {
            let declared = declaration(of: name)
            return (Self.number(declared?["minimum"]), Self.number(declared?["maximum"]))
        }

        /// The names that must be given.
        public var required: Set<String> {
            Set(parameters.filter { $0.value["optional"]?.int != 1 && $0.value["optional"]?.bool != true }.keys)
        }

        private func declaration(of name: String) -> JSONValue? {
            if let found = parameters[name] { return found }
            let stem = name.prefix { !$0.isNumber }
            guard stem.count < name.count, name.dropFirst(stem.count).allSatisfy(\.isNumber) else { return nil }
            return parameters["\(stem)[n]"]
        }

        private static func number(_ json: JSONValue?) -> Double? {
            json?.double ?? json?.int.map(Double.init) ?? json?.string.flatMap(Double.init)
        }
    }
}
