import BuiltServer
import ProxmoxCluster
@testable import ProxmoxSimulator
import Testing

/// The simulator's interface against the one that its makers describe.
@Suite struct DescriptionTests {
    private static let description = Result { try InterfaceDescription(readingFrom: "\(BuiltProgram.clients)/proxmox.json") }

    @Test(arguments: Endpoints.all.map { "\($0.method) \($0.path)" })
    func `an endpoint takes what the makers' description says that it takes`(name: String) throws {
        let endpoint = try #require(Endpoints.all.first { "\($0.method) \($0.path)" == name })
        let method = try #require(try Self.description.get().method(endpoint.method, "/\(endpoint.path)"), "there is no such method")
        for (name, type) in endpoint.parameters.types {
            let declared = try #require(method.type(of: name), "\(name) is not described")
            #expect(type.name == declared, "\(name)")
            if case .choice(let words) = type, let choices = method.choices(of: name) { #expect(Set(words) == Set(choices), "\(name)") }
        }
        for (stem, highest) in endpoint.parameters.numbered {
            #expect(method.type(of: "\(stem)\(highest)") != nil, "\(stem)[n] is not described")
        }
        let inPath = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        #expect(method.required.subtracting(inPath) == endpoint.parameters.required, "what is required")
    }
}
