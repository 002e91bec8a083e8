import FoundationXML
import Foundation
import StrataAPI
import StrataConformance
import StrataDriverKit
import Testing

/// Reports in their forms.
struct ReportTests {
    static let hostile = "a < b & \"c\" ]]> \u{1}\n| `d` \u{FFFE}"

    private static let report = ConformanceReport(
        stack: "lxc", site: hostile, version: "5.0.2",
        results: [
            ContractResult(id: "a", ability: "", promise: "A holds.", verdict: .kept, duration: .milliseconds(1234)),
            ContractResult(id: "b", ability: "pause", promise: "B holds.", verdict: .broken(hostile), duration: .milliseconds(5)),
            ContractResult(id: "c", ability: "exec", promise: "C holds.", verdict: .notTried(hostile), duration: .zero),
        ], duration: .milliseconds(1240))

    @Test func `JUnit XML is well formed whatever a site says`() throws {
        final class Reader: NSObject, XMLParserDelegate {
            var elements: [String: Int] = [:]
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                attributes: [String: String]
            ) {
                elements[name, default: 0] += 1
            }
        }
        let parser = XMLParser(data: Data(Self.report.junit.utf8))
        let reader = Reader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.elements["testcase"] == 3)
        #expect(reader.elements["failure"] == 1)
        #expect(reader.elements["skipped"] == 1)
    }

    @Test func `a report in JSON is read back as it was, and half of one is not`() throws {
        let json = Self.report.json
        #expect(ConformanceReport(json: try JSONValue(parsing: json.encoded())) == Self.report)
        var broken = json
        broken["results"] = [["id": "a"]]
        #expect(ConformanceReport(json: broken) == nil)
    }

    @Test func `the lines of a report tell what was broken and how`() {
        #expect(Self.report.results[0].line == "ok    a  (1.23 s)")
        #expect(Self.report.results[1].line.contains("B holds."))
        #expect(Self.report.summary.contains("1 kept, 1 broken, 1 not tried"))
    }

    @Test func `a deed is read back as it was written, and nonsense is none`() throws {
        var instance = Instance(name: ObjectName(namespace: "n", name: "a"))
        instance.metadata.uid = UID("11111111-2222-4333-8444-555555555555")
        instance.spec.site = "s"
        let image = StoredImage(
            digest: "sha256:0", path: "/x", size: 1, type: .container, architecture: "amd64", command: ["/init"], stopSignal: "SIGTERM")
        let backup = BackupOrder(uid: UID("u"), name: ObjectName(namespace: "n", name: "b"), storage: "nas")
        for deed in [
            Deed.create(instance, image), .start(NativeID("a")), .stop(NativeID("a")), .delete(NativeID("a"), owner: UID("u")),
            .backUp(NativeID("a"), backup),
        ] {
            #expect(Deed(json: try JSONValue(parsing: deed.json.encoded()))?.json == deed.json)
        }
        #expect(Deed(json: ["deed": "burn", "machine": "a"]) == nil)
        #expect(Deed(json: ["deed": "create"]) == nil)
        #expect(Deed(json: "x") == nil)
    }
}
