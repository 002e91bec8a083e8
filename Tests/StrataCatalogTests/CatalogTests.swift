import Foundation
import StrataCatalog
import Testing

@testable import strata_catalog_gen

@Suite struct CatalogTests {
    @Test func `the generated files are what the data files say`() throws {
        let source = try CatalogSource(data: TestFiles.catalog.appendingPathComponent("Data"))
        let generated = TestFiles.catalog.appendingPathComponent("Generated")
        let names = try FileManager.default.contentsOfDirectory(atPath: generated.path)
        #expect(Set(names) == Set(source.files.keys))
        for (name, text) in source.files {
            let file = try String(contentsOf: generated.appendingPathComponent(name), encoding: .utf8)
            #expect(file == text, "\(name) is out of date; run `make catalog`")
        }
    }

    @Test func `the pages under docs are what the data files say`() throws {
        let source = try CatalogSource(data: TestFiles.catalog.appendingPathComponent("Data"))
        let docs = TestFiles.catalog.appendingPathComponent("../../docs/stacks").standardizedFileURL
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: docs.path)) == Set(source.pages.keys))
        for (name, text) in source.pages {
            let page = try String(contentsOf: docs.appendingPathComponent(name), encoding: .utf8)
            #expect(page == text, "\(name) is out of date; run `make catalog`")
        }
    }

    @Test func `twenty-nine stacks and one alias make thirty`() {
        #expect(Catalog.index.count == 29)
        #expect(Catalog.index.flatMap { [$0.number] + $0.aliasNumbers }.sorted() == Array(1...30))
        #expect(Set(Catalog.index.map(\.id)).count == 29)
    }

    @Test(arguments: Catalog.index)
    func `a stack is sound and agrees with the index`(entry: StackIndexEntry) throws {
        let stack = try Catalog.stack(entry.id)
        #expect(stack.problems().isEmpty)
        #expect(stack.number == entry.number)
        #expect(stack.title == entry.title)
        #expect(stack.aliases.map(\.number) == entry.aliasNumbers)
        #expect(Catalog.json(id: entry.id)?.isEmpty == false)
    }

    @Test(arguments: [
        ("lxc", 1), ("1", 1), ("LXC", 1), ("KVM+QEMU", 7), ("17", 5), ("5", 5), ("30", 30), ("XCP-NG", 15), ("qemu only", 18),
    ])
    func `a stack is found by id, number, alias and title`(name: String, number: Int) throws {
        #expect(try Catalog.stack(name).number == number)
    }

    @Test(arguments: ["", "0", "31", "-1", "vmware", String(repeating: "x", count: 100_000), "../lxc"])
    func `an unknown name is refused`(name: String) {
        #expect(throws: CatalogError.self) { try Catalog.stack(name) }
    }

    @Test func `a misspelt name is answered with what it may mean`() {
        #expect(throws: CatalogError.unknownStack("proxmx", near: ["proxmox"])) { try Catalog.stack("proxmx") }
        #expect("\(CatalogError.unknownStack("proxmx", near: ["proxmox"]))" == "no stack is called \"proxmx\"; did you mean proxmox?")
    }

    @Test func `stacks can be read from many tasks at once`() async throws {
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<200 { group.addTask { try Catalog.stack(Catalog.index[index % 29].id).number } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(numbers.count == 200)
        #expect(Set(numbers).count == 29)
    }

    @Test func `a stack survives encoding`() throws {
        for stack in try Catalog.all() {
            #expect(try JSONDecoder().decode(Stack.self, from: JSONEncoder().encode(stack)) == stack)
        }
    }

    @Test func `mistakes the document is known for have errata`() throws {
        func corrections(_ id: String) throws -> String { try Catalog.stack(id).errata.map(\.correction).joined(separator: " ") }
        #expect(try corrections("netbsd").contains("NVMM"))
        #expect(try corrections("bhyve").contains("TrueNAS CORE"))
        #expect(try corrections("acrn").contains("VT-d"))
        #expect(try corrections("libvirt").contains("does not use libvirt"))
        for stack in try Catalog.all() { #expect(!stack.errata.isEmpty, "\(stack.id)") }
    }

    @Test func `every con is in the ledger, with one verdict`() throws {
        let ledger = ConLedger(try Catalog.all())
        #expect(
            Set(ledger.entries.filter { $0.con.verdict == .answered }.map(\.stack)).isSubset(of: [
                "libvirt", "lxc", "lxd", "nspawn", "proxmox", "qemu-kvm", "qemu-tcg", "vsphere",
            ]))
        #expect(ledger.entries.count == ReferenceDocument.all.reduce(0) { $0 + $1.cons })
        #expect(Con.Verdict.allCases.reduce(0) { $0 + ledger.count($1) } == ledger.entries.count)
    }

    @Test func `end of life is recorded`() throws {
        #expect(try Catalog.stack("oracle-vm").values(.lifecycle) == ["end-of-life"])
        #expect(try Catalog.stack("ovirt").fact(.lifecycle)?.note.contains("August 2024") == true)
    }

    @Test func `a stack's Markdown holds every part`() throws {
        for stack in try Catalog.all() {
            let text = stack.markdown()
            for heading in ["## Use case", "## Facts", "## Errata"] { #expect(text.contains(heading)) }
            #expect(text.contains("\n```\n"))
            for fact in stack.facts { #expect(text.contains(fact.key.title)) }
        }
    }

    @Test func `unsound data is named`() throws {
        var stack = try Catalog.stack("lxc")
        stack.layers[0].id = stack.layers[1].id
        #expect(stack.problems().contains("id lxc-containers occurs twice"))
        stack = try Catalog.stack("lxc")
        stack.facts.removeAll { $0.key == .licence }
        #expect(stack.problems() == ["fact licence is missing"])
        stack = try Catalog.stack("lxc")
        stack.facts[0].source.title = ""
        #expect(stack.problems() == ["fact maker has no source"])
        stack = try Catalog.stack("lxc")
        stack.cons[0].because = ""
        #expect(stack.problems() == ["an entry is empty or has stray blanks: \"\""])
        stack = try Catalog.stack("lxc")
        stack.layers[0].rows[0].boxes[0].id = "App A"
        #expect(stack.problems().contains("\"App A\" is not kebab case"))
    }
}
