import FoundationEssentials
import StrataAPI
import StrataClient
import Testing

@testable import strata

@Suite struct `Manifests` {
    private func parse(_ text: String) throws -> [Manifest] { try ManifestReader.parse(Array(text.utf8), source: "file") }

    @Test func `documents and lists become objects in order`() throws {
        let text = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: strata.dev/v1alpha1
            kind: InstanceList
            items:
            - {apiVersion: strata.dev/v1alpha1, kind: Instance, metadata: {name: a, namespace: shop}}
            - {apiVersion: strata.dev/v1alpha1, kind: Instance, metadata: {name: b}}
            """
        let manifests = try parse(text)
        #expect(manifests.map { $0.name(in: "mine").description } == ["shop", "shop/a", "mine/b"])
        #expect(manifests.map(\.source) == ["file, document 1", "file, document 2", "file, document 2"])
    }

    @Test(arguments: [
        ("[1]", "it is a array, no object"), ("a: 1", "it lacks apiVersion or kind"),
        ("{apiVersion: v1, kind: Pod, metadata: {name: x}}", "unknown kind Pod of v1"),
        ("{apiVersion: strata.dev/v1alpha1, kind: Instance}", "the Instance lacks metadata.name"),
        ("{apiVersion: strata.dev/v2, kind: Instance}", "unknown kind Instance of strata.dev/v2"),
    ])
    func `what is no object says what is wrong`(text: String, cause: String) {
        let error = #expect(throws: CommandFailure.self) { try parse(text) }
        #expect(error?.cause == cause)
        #expect(error?.status == .usage)
    }

    @Test func `a directory's files are read in order, others are left alone`() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("strata-manifests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (file, name) in [("b.yaml", "b"), ("a.json", "a"), ("c.yml", "c"), ("notes.txt", "no"), (".hidden.yaml", "no")] {
            try Data("{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"\(name)\"}}".utf8).write(
                to: URL(filePath: "\(directory)/\(file)"))
        }
        #expect(try ManifestReader.read([directory]).map(\.declaredName) == ["a", "b", "c"])
        #expect(throws: CommandFailure.self) { try ManifestReader.read([directory + "/none"]) }
        #expect(throws: CommandFailure.self) { try ManifestReader.read(["https://example.com/x.yaml"]) }
    }
}
