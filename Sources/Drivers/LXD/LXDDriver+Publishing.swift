import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: ImagePublishing {
    /// The property of images that were published; it names the instance.
    private static let publishMark = "strata.published"

    /// See ``ImagePublishing/publish(_:at:as:)``. An image of the daemon's under an alias, in the site's project; `lxc publish` makes the same.
    public func publish(_ id: NativeID, at snapshot: SnapshotID?, as name: String) async throws(DriverError) -> PublishedImage {
        let attempt = "make an image of"
        try check(id, attempt)
        guard !name.isEmpty, name.utf8.count <= 200, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !name.contains(":") else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "no image can be called \(name.printable(limit: 80))",
                    hint: "Use letters, digits and what stands between them, but no colon"))
        }
        let record = try await existing(id, attempt)
        let target = "/1.0/images/aliases/\(LXDTarget.encoded(name))"
        if let holder = try await alias(target, attempt) {
            throw .refused(
                .init(
                    attempt, id.text, answer: "the daemon has an image \(name) already: \(holder.prefix(12))",
                    hint: "Choose another name, or remove that one first: strata image unpublish \(name) --site \(site)"))
        }
        let wish: JSONValue = [
            "public": false,
            "properties": [
                "description": .string("\(record.tag?.instance ?? record.name), published by Strata"),
                Self.publishMark: .string(record.tag?.instance ?? record.name),
            ],
        ]
        let fingerprint = try await image(of: record, at: snapshot, wish, attempt)
        do throws(DriverError) {
            _ = try await ask(attempt, id.text) {
                try await $0.perform(
                    .post, "/1.0/images/aliases",
                    [
                        "name": .string(name), "target": .string(fingerprint),
                        "type": record.isVirtualMachine ? "virtual-machine" : "container",
                    ])
            }
        } catch {
            // An image without a name is nobody's. Cancelled or not, it must go.
            _ = await Task { try? await removeImage(fingerprint, attempt) }.value
            throw error
        }
        let made = try await ask(attempt, id.text) { try await $0.send(.get, "/1.0/images/\(LXDTarget.encoded(fingerprint))").metadata }
        return PublishedImage(name: name, id: fingerprint, size: made["size"]?.int.map { Quantity(bytes: $0) })
    }

    /// See ``ImagePublishing/unpublish(_:)``.
    public func unpublish(_ name: String) async throws(DriverError) {
        let attempt = "remove the image"
        guard let fingerprint = try await alias("/1.0/images/aliases/\(LXDTarget.encoded(name))", attempt) else { return }
        let target = "/1.0/images/\(LXDTarget.encoded(fingerprint))"
        let properties = try await ask(attempt, name) { try await $0.send(.get, target).metadata["properties"] }
        guard properties?[Self.publishMark] != nil else {
            throw .notOwned(.init(attempt, name, answer: "Strata did not make it", hint: "\(facts.client) image delete \(name) removes it"))
        }
        try await removeImage(fingerprint, attempt)
    }

    /// The fingerprint of the image that has an alias.
    private func alias(_ target: String, _ attempt: String) async throws(DriverError) -> String? {
        do throws(DriverError) {
            return try await ask(attempt, site) { try await $0.send(.get, target).metadata["target"]?.string }
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}
