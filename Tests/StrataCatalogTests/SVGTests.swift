import Foundation
import FoundationXML
import Testing

@testable import StrataCatalog

@Suite struct SVGTests {
    @Test(arguments: Catalog.index)
    func `SVG is well formed, named, described, and its text is text`(entry: StackIndexEntry) throws {
        let stack = try Catalog.stack(entry.id)
        let svg = Diagram(stack).svg()
        let document = try XMLDocument(xmlString: svg)
        let root = try #require(document.rootElement())
        #expect(root.elements(forName: "title").first?.stringValue == "\(stack.number) · \(stack.title)")
        #expect(root.elements(forName: "desc").first?.stringValue?.contains(stack.layers[0].label) == true)
        let texts = root.elements(forName: "text").compactMap(\.stringValue).joined().filter { $0 != " " }
        for box in stack.boxes { #expect(texts.contains(box.label.filter { $0 != " " }), "\(box.label)") }
        let marked = root.elements(forName: "rect").compactMap { rect in rect.attributes?.first { $0.name == "data-box" }?.stringValue }
        #expect(Set(marked) == Set(stack.boxIDs.map(\.rawValue)))
        #expect(svg.contains("prefers-color-scheme:dark"))
    }

    @Test func `hostile names stay text`() throws {
        let live = LiveBoxes(
            boxes: ["seccomp": .init(.missing, reason: "\"><script>")],
            workloads: [.init(name: "</text><script>x</script>", state: "a&b\u{0}")])
        let diagram = Diagram(try Catalog.stack("lxc"), live: live, heading: "<b>&'\"")
        let root = try #require(try XMLDocument(xmlString: diagram.svg()).rootElement())
        #expect(root.elements(forName: "script").isEmpty)
        #expect(root.elements(forName: "title").first?.stringValue == "<b>&'\"")
        #expect(!diagram.html().contains("<script"))
        #expect(!diagram.html().contains("<b>"))
    }

    @Test func `the page stands alone`() throws {
        let html = Diagram(try Catalog.stack("bhyve")).html()
        #expect(html.hasPrefix("<!doctype html>"))
        #expect(html.contains("<svg"))
        #expect(html.contains("TrueNAS CORE"))
        #expect(!html.contains("src=") && !html.contains("@import"))
    }
}
