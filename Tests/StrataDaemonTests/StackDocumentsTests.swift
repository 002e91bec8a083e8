import StrataAPI
import StrataCatalog
import StrataDriverKit
import Testing

@testable import StrataDaemon

@Suite struct StackDocumentsTests {
    @Test func `every stack is a document of its kind, and nothing in it is unknown to the schema`() throws {
        let contents = StackDocuments.all.load()
        #expect(contents.documents.count == StackDocuments.all.count)
        let definition = try #require(Kinds.all.first { $0.kind == StackObject.kind })
        for document in contents.documents {
            let spec = try JSONValue(
                parsing: Array("{".utf8) + document.members + Array("}".utf8), limits: JSONLimits(depth: 64, bytes: 4 << 20))
            var object = spec
            object["apiVersion"] = .string(StackObject.kind.apiVersion)
            object["kind"] = .string(StackObject.kind.name)
            object["metadata"] = document.metadata
            #expect(definition.issues(with: object).all.isEmpty)
            #expect(StackObject(json: object)?.spec.title.isEmpty == false)
        }
    }

    @Test func `identities are the same in every process, and each its own`() throws {
        let uids = StackDocuments.all.load().documents.compactMap { $0.metadata["uid"]?.string }
        #expect(Set(uids).count == 29)
        #expect(uids.first == "2daac0ab-579c-85fb-ba13-ffc6c965f3b9")
        for uid in uids { #expect(uid.count == 36 && uid.split(separator: "-")[2].hasPrefix("8")) }
    }

    @Test func `the revision is one that clients can hold`() {
        let revision = StackDocuments.all.load().revision
        #expect(revision == StackDocuments.all.load().revision)
        #expect((2..<(1 << 53)).contains(revision))
    }

    @Test func `only stacks with a driver have answered cons`() throws {
        let answered = ConLedger(try Catalog.all()).entries.filter { $0.con.verdict == .answered }.map(\.stack)
        #expect(!answered.isEmpty)
        let driven = Set(Kinds.drivers.map { $0.stack })
        #expect(Set(answered).subtracting(driven) == [])
    }

    @Test func `every driver's stack is in the catalog`() throws {
        for driver in Kinds.drivers { _ = try Catalog.stack(driver.stack) }
    }
}
