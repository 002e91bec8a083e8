import StrataAPI
@testable import StrataCatalog
import Testing

@Suite struct LiveDiagramTests {
    private func text(_ stack: String, _ live: LiveBoxes, width: Int = 100, glyphs: GlyphSet = .unicode) throws -> String {
        Diagram(try Catalog.stack(stack), live: live, heading: "site edge-1").text(width: width, glyphs: glyphs)
    }

    @Test func `states, facts and reasons stand in their boxes`() throws {
        let live = LiveBoxes(
            boxes: [
                "cgroups-v2": .init(.present, facts: [.init(name: "controllers", value: "cpu memory pids")]),
                "apparmor": .init(.missing, reason: "module not loaded"), "seccomp": .init(.degraded), "cpu": .init(.unknown),
                "linux-kernel": .init(.present, facts: [.init(name: "", value: "6.1.0-39")]),
            ], workloads: [.init(name: "web", state: "Running", detail: "10.0.3.7"), .init(name: "db", state: "Stopped")])
        let text = try text("lxc", live)
        for wanted in [
            "site edge-1", "● cgroups v2", "controllers cpu", "○ AppArmor", "module not", "◐ seccomp", "? CPU", "● LINUX KERNEL",
            "6.1.0-39",
            "● web", "10.0.3.7", " db ", "Stopped", "not reported", "not surveyed",
        ] { #expect(text.contains(wanted), "\(wanted)\n\(text)") }
        for gone in ["Container A", "App Process A"] { #expect(!text.contains(gone)) }
    }

    @Test func `many instances are folded`() throws {
        let live = LiveBoxes(workloads: (1...49).map { .init(name: "ct\($0)", state: "Running") })
        let text = try text("lxc", live)
        #expect(text.contains("ct12 "))
        #expect(!text.contains("ct13"))
        #expect(text.contains("and 37 more"))
    }

    @Test func `no instances and unknown instances are told apart`() throws {
        #expect(try text("lxc", LiveBoxes(workloads: [])).contains("no instances"))
        #expect(try text("lxc", LiveBoxes()).contains("? instances could not be listed"))
    }

    @Test func `machines and containers go to their own places`() throws {
        let live = LiveBoxes(
            workloads: [
                .init(name: "vm-a", state: "Running", place: "kvm-virtual-machines"),
                .init(name: "ct-b", state: "Running", place: "lxc-containers"),
                .init(name: "astray", state: "Running", place: "no-such-box"), .init(name: "vm-c", state: "Running", type: .virtualMachine),
                .init(name: "ct-d", state: "Running", type: .container), .init(name: "pod", state: "Running", type: .pod),
            ])
        let scene = SceneBuilder(stack: try Catalog.stack("proxmox"), live: live, glyphs: .unicode).scene(heading: nil)
        let layer = try #require(scene.parts[0].frames.first { $0.id == "proxmox-ve" })
        let places = layer.rows[0].frames.map { place in place.rows.flatMap { $0.frames.map(\.label) } }
        #expect(places == [["vm-a", "astray", "vm-c", "pod"], ["ct-b", "ct-d"]])
        #expect(try Catalog.stack("proxmox").drawsKindsApart && !Catalog.stack("lxd").drawsKindsApart)
    }

    @Test func `a machine among containers says what it is`() throws {
        let live = LiveBoxes(
            workloads: [
                .init(name: "ct-a", state: "Running", detail: "10.0.0.2", type: .container),
                .init(name: "vm-b", state: "Running", detail: "10.0.0.3", type: .virtualMachine),
            ])
        let scene = SceneBuilder(stack: try Catalog.stack("lxd"), live: live, glyphs: .unicode).scene(heading: nil)
        let layer = try #require(scene.parts[0].frames.first { $0.id == "lxc-containers" })
        let details = layer.rows.flatMap { $0.frames }.map { $0.details.joined(separator: "|") }
        #expect(
            details.contains { $0.contains("virtual machine · 10.0.0.3") }
                && details.contains { $0.contains("10.0.0.2") && !$0.contains("machine") })
    }

    @Test func `instances stand on their hosts`() throws {
        let live = LiveBoxes(
            workloads: [.init(name: "nginx", state: "Running", host: "n1"), .init(name: "lost", state: "Unknown", host: "n9")],
            hosts: [.init(name: "n1", state: .present, detail: "v1.34"), .init(name: "n2", state: .degraded)])
        let scene = SceneBuilder(stack: try Catalog.stack("kubernetes"), live: live, glyphs: .unicode).scene(heading: nil)
        let layer = try #require(scene.parts[0].frames.first { $0.id == "worker-nodes" })
        #expect(layer.rows[0].frames.map(\.label) == ["n1", "n2"])
        #expect(layer.rows[0].frames[0].rows.flatMap { $0.frames.map(\.label) } == ["nginx"])
        #expect(layer.rows[0].frames[1].rows.flatMap { $0.frames.map(\.label) } == ["no instances"])
        #expect(layer.rows[1].frames.map(\.label) == ["lost"])
        let metal = try #require(scene.parts[0].frames.last)
        #expect(metal.rows[0].frames.map(\.label) == ["n1", "n2"])
    }

    @Test(arguments: Catalog.index)
    func `every stack can be drawn live, whatever its guests are called`(entry: StackIndexEntry) throws {
        let names = [
            "漢字のコンテナ", "a\u{1B}[31mred", "tab\tnew\nline", "e\u{301}le\u{300}ve", "👨‍👩‍👧‍👦 family", "\u{202E}desrever",
            "<script>alert('x')</script>", "",
            String(repeating: "long", count: 100), "-rf /", "│┌┐",
        ]
        let stack = try Catalog.stack(entry.id)
        let boxes = Dictionary(
            stack.boxIDs.map { ($0, LiveBoxes.Report(.degraded, facts: [.init(name: "版本", value: "1\u{0}2")], reason: "because & <b>")) },
            uniquingKeysWith: { first, _ in first })
        let live = LiveBoxes(
            boxes: boxes, workloads: names.map { .init(name: $0, state: "Running", detail: $0, host: "h1") },
            hosts: [.init(name: "h1", state: .present), .init(name: "\u{7}bell", state: .missing, detail: "x")])
        for glyphs in GlyphSet.allCases {
            for width in [60, 80, 160] {
                let scene = SceneBuilder(stack: stack, live: live, glyphs: glyphs).scene(heading: "ho\u{9B}st\nile")
                let drawing = PartLayout(glyphs: glyphs).drawing(scene, limit: width)
                #expect(Flaws.of(drawing) == [], "\(entry.id) at \(width)")
                let text = TextRenderer(glyphs: glyphs, color: false).text(drawing)
                #expect(
                    text.unicodeScalars.allSatisfy {
                        $0 == "\n" || ($0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && $0.value != 0x202E)
                    })
                #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= max(width, 60) })
            }
        }
    }

    @Test func `SVG tells which instance a box stands for, whatever its key holds`() throws {
        let live = LiveBoxes(workloads: [.init(name: "web", state: "Running", key: "default/web\"><script>")])
        let svg = Diagram(try Catalog.stack("lxc"), live: live).svg()
        #expect(svg.contains(#"data-workload="default/web&quot;&gt;&lt;script&gt;""#))
        #expect(!svg.contains("<script"))
    }
}
