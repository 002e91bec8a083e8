import StrataDriverKit
import VSphere

/// The names of the server's custom attributes, read once, and again where one is not known.
actor AttributeNames {
    /// The attribute that Strata keeps whose a machine is in, beside the line in its notes.
    static let owner = "Strata"

    private let client: VSphereClient
    private var fields: [Int: CustomField] = [:]

    init(_ client: VSphereClient) { self.client = client }

    /// Names by their numbers, read anew where one of these is missing.
    func names(of keys: Set<Int>) async throws(VSphereError) -> [Int: String] {
        if keys.contains(where: { fields[$0] == nil }) { try await read() }
        return fields.mapValues(\.name)
    }

    /// The number of an attribute of virtual machines; nil where there is none of that name.
    func key(_ name: String) async throws(VSphereError) -> Int? {
        if let known = find(name) { return known }
        try await read()
        return find(name)
    }

    /// The number of Strata's own attribute, which is defined where it is missing.
    func ownerKey() async throws(VSphereError) -> Int {
        if let known = try await key(Self.owner) { return known }
        do throws(VSphereError) {
            let made = try await client.makeCustomField(Self.owner)
            fields[made.key] = made
            return made.key
        } catch {
            // Another server was faster.
            guard error.fault?.type == "DuplicateName", let known = try await key(Self.owner) else { throw error }
            return known
        }
    }

    private func find(_ name: String) -> Int? {
        fields.values.filter { $0.name == name && ["", "VirtualMachine"].contains($0.type) }.map(\.key).min()
    }

    private func read() async throws(VSphereError) {
        fields = Dictionary(try await client.customFields().map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
