import Testing

@testable import StrataCatalog

@Suite struct ComparisonTests {
    private func comparison(_ names: String...) throws -> Comparison {
        Comparison(try names.map { name throws in try Catalog.stack(name) })
    }

    @Test func `differing rows come first`() throws {
        let comparison = try comparison("proxmox", "vsphere", "xcp-ng")
        #expect(comparison.titles == ["Proxmox", "VMware ESXi", "XCP-ng"])
        #expect(comparison.rows.map(\.differs) == comparison.rows.map(\.differs).sorted { $0 && !$1 })
        let cost = try #require(comparison.rows.first { $0.key == "cost" })
        #expect(cost.differs)
        #expect(cost.cells[1].hasPrefix("paid"))
        #expect(comparison.rows.first { $0.key == "liveMigration" }?.differs == false)
        #expect(comparison.rows.allSatisfy { $0.cells.count == 3 })
    }

    @Test func `a stack differs in nothing from itself`() throws {
        #expect(try comparison("lxc", "lxc").rows.allSatisfy { !$0.differs })
    }

    @Test(arguments: [60, 80, 100, 160])
    func `the table fits and loses nothing`(width: Int) throws {
        let comparison = try comparison("proxmox", "vsphere", "xcp-ng", "hyperv", "nutanix-ahv")
        for glyphs in GlyphSet.allCases {
            let text = comparison.text(width: width, glyphs: glyphs)
            #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= width && $0.last != " " })
        }
        #expect(comparison.text(width: width).filter { !" \n│─┼".contains($0) }.contains("AGPL-3.0") || width < 200)
    }

    @Test func `Markdown and HTML have a cell for every stack`() throws {
        let comparison = try comparison("lxd", "ovirt")
        let lines = comparison.markdown().split(separator: "\n")
        #expect(lines.count == comparison.rows.count + 2)
        #expect(lines.allSatisfy { $0.hasPrefix("|") && $0.hasSuffix("|") })
        #expect(comparison.html().ranges(of: "<td>").count == comparison.rows.count * 2 + 1)
    }

    @Test func `nothing compared is an empty comparison`() {
        #expect(Comparison([]).text().isEmpty == false)
        #expect(Comparison([]).stacks.isEmpty)
    }
}
