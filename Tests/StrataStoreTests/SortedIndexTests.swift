import Testing

@testable import StrataStore

@Suite(.timeLimit(.minutes(5)))
struct SortedIndexTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random operations keep it equal to a sorted model, and copies as they were`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = SortedIndex<Int>()
        var model: [[UInt8]: Int] = [:]
        var copies: [(index: SortedIndex<Int>, model: [[UInt8]: Int])] = []
        for step in 0..<6_000 {
            // Phases that mostly grow and mostly shrink, so that chunks are split, merged and removed.
            let isGrowing = (step / 1_500).isMultiple(of: 2)
            let key = "\(["a/", "b/", "é/", "e\u{301}/"][Int.random(in: 0..<4, using: &random)])\(Int.random(in: 0..<900, using: &random))"
            if Int.random(in: 0..<10, using: &random) < (isGrowing ? 8 : 2) {
                #expect(index.put(step, at: key) == model.updateValue(step, forKey: Array(key.utf8)))
            } else {
                #expect(index.remove(key) == model.removeValue(forKey: Array(key.utf8)))
            }
            if step.isMultiple(of: 997) { copies.append((index, model)) }
        }
        copies.append((index, model))
        for (index, model) in copies { check(index, model) }
    }

    @Test func `inserts in ascending and descending order keep chunks filled`() {
        for numbers in [Array(10_000..<30_000), Array((10_000..<30_000).reversed())] {
            var index = SortedIndex<Int>()
            for number in numbers { index.put(number, at: "\(number)") }
            #expect(index.count == 20_000)
            #expect(index.chunks.count < 20_000 / 50)
        }
    }

    private func check(_ index: SortedIndex<Int>, _ model: [[UInt8]: Int]) {
        let sorted = model.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let listed = index.values(from: .init(chunk: 0, offset: 0), limit: index.count)
        #expect(index.count == model.count)
        #expect(index.chunks.flatMap(\.keys).map { Array($0.utf8) } == sorted.map(\.key))
        #expect(listed.values == sorted.map(\.value))
        #expect(listed.lastKey.map { Array($0.utf8) } == sorted.last?.key)
        #expect(index.chunks.allSatisfy { (1...128).contains($0.count) && $0.keys.count == $0.values.count })
        for prefix in ["", "a/", "a/1", "b", "é", "e", "c", "zzz"] {
            let range = index.range(ofPrefix: prefix)
            let expected = sorted.filter { $0.key.starts(with: Array(prefix.utf8)) }
            #expect(index.rank(of: range.end) - index.rank(of: range.start) == expected.count, "\(prefix)")
            if let last = expected.last { #expect(index[String(decoding: last.key, as: UTF8.self)] == last.value) }
        }
    }
}
