import StrataCatalog
import Testing

@Suite struct NothingLostTests {
    @Test func `the document has thirty deployments and all are known`() throws {
        #expect(ReferenceDocument.all.map(\.number) == Array(1...30))
        for document in ReferenceDocument.all { _ = try Catalog.stack("\(document.number)") }
    }

    @Test(arguments: ReferenceDocument.all.map(\.number))
    func `every text of a picture is in the catalog`(number: Int) throws {
        let document = ReferenceDocument.all[number - 1]
        let stack = try Catalog.stack("\(number)")
        let texts = Self.texts(stack)
        for fragment in document.fragments {
            #expect(texts.contains { $0.contains(Self.squeezed(fragment)) }, "\(number): \(fragment)")
        }
    }

    @Test(arguments: ReferenceDocument.all.map(\.number))
    func `every frame of a picture is a box or layer of the catalog`(number: Int) throws {
        let document = ReferenceDocument.all[number - 1]
        let stack = try Catalog.stack("\(number)")
        let labels = ((stack.layers + stack.clusters.flatMap(\.layers)).map(\.label) + stack.boxes.map(\.label)).map(Self.squeezed)
        for box in document.boxes {
            let wanted = Self.squeezed(box)
            #expect(labels.contains { !$0.isEmpty && ($0.hasPrefix(wanted) || wanted.hasPrefix($0)) }, "\(number): \(box)")
        }
        #expect(labels.count >= document.boxes.count)
    }

    @Test(arguments: ReferenceDocument.all.map(\.number).filter { $0 != 17 })
    func `box names are made of the document's words`(number: Int) throws {
        let document = ReferenceDocument.all[number - 1]
        let stack = try Catalog.stack("\(number)")
        let words = Set(document.fragments.flatMap(Self.words))
        for box in stack.boxes {
            for word in Self.words(box.label) { #expect(words.contains(word), "\(number): \(box.label)") }
        }
    }

    @Test(arguments: ReferenceDocument.all.map(\.number))
    func `links, steps, pros and cons are as many as the document's`(number: Int) throws {
        let document = ReferenceDocument.all[number - 1]
        let stack = try Catalog.stack("\(number)")
        guard number != 17 else { return }
        #expect(stack.links.map(\.label).filter { !$0.isEmpty } == document.links)
        #expect(stack.howItWorks.count == document.steps)
        #expect(stack.pros.count == document.pros)
        #expect(stack.cons.count == document.cons)
        #expect(document.hasUseCase != stack.useCase.isEmpty)
        for cluster in stack.clusters where cluster.drawnIn == nil { #expect(document.titles.contains(cluster.title)) }
    }

    @Test(arguments: ReferenceDocument.all.map(\.number))
    func `a row of the table is in the catalog`(number: Int) throws {
        let document = ReferenceDocument.all[number - 1]
        let stack = try Catalog.stack("\(number)")
        let alias = stack.aliases.first { $0.number == number }
        #expect((alias?.title ?? stack.title) == document.row.stack)
        #expect((alias?.path ?? stack.path).joined(separator: " → ") == document.row.layers)
        #expect((alias?.bestFor ?? stack.bestFor) == document.row.bestFor)
        #expect((alias?.complexity ?? stack.complexity) == document.row.complexity)
        #expect((alias?.chain ?? stack.chain) == document.chain)
    }

    /// Texts of which each is kept together in the catalog: a box with its details, a layer, a remark, a link.
    private static func texts(_ stack: Stack) -> [String] {
        let layers = stack.layers + stack.clusters.flatMap(\.layers)
        let rows = layers.flatMap(\.rows) + stack.boxes.flatMap(\.rows)
        var texts = stack.boxes.map { ([$0.label] + $0.details).joined() }
        texts += layers.map(\.label) + layers.flatMap(\.notes) + stack.links.map(\.label) + stack.clusters.map(\.title)
        texts += rows.compactMap(\.peers)
        return texts.map(squeezed)
    }

    /// Without blanks and brackets, as line breaks in the document put them anywhere.
    private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace && $0 != "[" && $0 != "]" } }

    private static func words(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    }
}
