import Foundation
import Testing

@testable import StrataCatalog

@Suite struct DiagramTests {
    static let widths = [60, 72, 80, 100, 120, 160, 240]

    @Test(arguments: Catalog.index, [80, 160])
    func `a text diagram at 80 and at 160 columns is the golden one`(entry: StackIndexEntry, width: Int) throws {
        try expect(
            Diagram(try Catalog.stack(entry.id)).text(width: width), isGolden: width == 80 ? "\(entry.id).txt" : "\(entry.id)-\(width).txt")
    }

    @Test(arguments: ["lxc", "kubernetes", "pikeos"])
    func `an SVG diagram is the golden one`(id: String) throws {
        try expect(Diagram(try Catalog.stack(id)).svg(), isGolden: "\(id).svg")
    }

    private func expect(_ text: String, isGolden name: String) throws {
        let file = TestFiles.directory.appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["STRATA_UPDATE_GOLDEN"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(text == golden, "after looking at the difference: STRATA_UPDATE_GOLDEN=1 swift test --filter DiagramTests")
    }

    @Test(arguments: Catalog.index)
    func `nothing overlaps, nothing is cut, no edge is ragged`(entry: StackIndexEntry) throws {
        let stack = try Catalog.stack(entry.id)
        for glyphs in GlyphSet.allCases {
            let scene = SceneBuilder(stack: stack, live: nil, glyphs: glyphs).scene(heading: nil)
            for width in Self.widths {
                let drawing = PartLayout(glyphs: glyphs).drawing(scene, limit: width)
                #expect(drawing.width <= max(width, 60))
                #expect(Flaws.of(drawing) == [], "\(entry.id) at \(width)")
            }
        }
    }

    @Test(arguments: Catalog.index)
    func `every label and link stands in the text`(entry: StackIndexEntry) throws {
        let stack = try Catalog.stack(entry.id)
        for width in [60, 80, 160] {
            let drawing = PartLayout(glyphs: .unicode).drawing(
                SceneBuilder(stack: stack, live: nil, glyphs: .unicode).scene(heading: nil), limit: width)
            let shown = drawing.texts.map(\.text).joined().filter { $0 != " " }
            let wanted =
                stack.boxes.flatMap({ [$0.label] + $0.details }) + stack.links.map(\.label)
                + stack.layers.flatMap({ [$0.label] + $0.notes })
            for text in wanted where !text.isEmpty {
                #expect(shown.range(of: text.filter { $0 != " " }) != nil, "\(text) at \(width)")
            }
        }
    }

    @Test(arguments: Catalog.index)
    func `lines fit, have no trailing blanks, and ASCII is ASCII`(entry: StackIndexEntry) throws {
        let diagram = Diagram(try Catalog.stack(entry.id))
        for width in Self.widths {
            for glyphs in GlyphSet.allCases {
                let text = diagram.text(width: width, glyphs: glyphs)
                #expect(text.hasSuffix("\n"))
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    #expect(DisplayWidth.of(line) <= width)
                    #expect(line.last != " ")
                }
                if glyphs == .ascii { #expect(text.utf8.allSatisfy { $0 < 0x7F }) }
            }
        }
    }

    @Test func `a narrower terminal than 60 columns is treated as 60`() throws {
        let diagram = Diagram(try Catalog.stack("proxmox"))
        #expect(diagram.text(width: 10) == diagram.text(width: 60))
        #expect(diagram.text(width: -5) == diagram.text(width: 60))
    }

    @Test func `colour changes nothing but colour`() throws {
        let diagram = Diagram(try Catalog.stack("lxc"), live: LiveBoxes(boxes: ["seccomp": .init(.present)]))
        let colored = diagram.text(color: true)
        #expect(colored.contains("\u{1B}[32m●\u{1B}[0m"))
        #expect(colored.replacing(/\u{1B}\[[0-9]*m/, with: "") == diagram.text(color: false))
    }

    @Test func `the alias draws the stack it stands for`() throws {
        #expect(Diagram(try Catalog.stack("17")).text() == Diagram(try Catalog.stack("openbsd-vmm")).text())
    }

    @Test func `JSON holds layers, boxes and links`() throws {
        let stack = try Catalog.stack("libvirt")
        let object = try JSONSerialization.jsonObject(with: Diagram(stack).json()) as? [String: Any]
        let scene = object?["scene"] as? [String: Any]
        let part = (scene?["parts"] as? [[String: Any]])?.first
        #expect(object?["stack"] as? String == "libvirt")
        #expect((part?["frames"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == stack.layers.map(\.id.rawValue))
        #expect((part?["connectors"] as? [[String: Any]])?.first?["label"] as? String == "libvirt API (Unix socket / TLS)")
    }
}
