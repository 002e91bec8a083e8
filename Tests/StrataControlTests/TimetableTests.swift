import Testing

@testable import StrataControl

@Suite struct TimetableTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func `names come up in the order of their times, each once`() {
        var table = Timetable<String>()
        for (name, second) in [("c", 3), ("a", 1), ("b", 2)] { table.schedule(name, at: at(second)) }
        #expect(table.next == at(1))
        #expect(table.take(at: at(0)) == nil)
        #expect(table.take(at: at(2)) == "a")
        #expect(table.take(at: at(2)) == "b")
        #expect(table.take(at: at(2)) == nil)
        #expect(table.next == at(3))
    }

    @Test func `a later wish never makes a name later, and a cancelled one is not due`() {
        var table = Timetable<String>()
        table.schedule("a", at: at(5))
        table.schedule("a", at: at(9))
        table.schedule("a", at: at(2))
        #expect(table.next == at(2))
        table.cancel("a")
        #expect(table.next == nil)
        table.schedule("a", at: at(7))
        #expect(table.take(at: at(6)) == nil)
        #expect(table.take(at: at(7)) == "a")
        #expect(table.take(at: at(60)) == nil)
    }

    @Test func `it finds what going through all would find, however often names are moved and cancelled`() {
        var generator = SystemRandomNumberGenerator()
        var table = Timetable<Int>()
        var times: [Int: ContinuousClock.Instant] = [:]
        for _ in 0..<20_000 {
            let name = Int.random(in: 0..<50, using: &generator)
            if Int.random(in: 0..<3, using: &generator) == 0 {
                table.cancel(name)
                times[name] = nil
            } else {
                let time = at(Int.random(in: 0..<1_000, using: &generator))
                table.schedule(name, at: time)
                times[name] = min(time, times[name] ?? time)
            }
        }
        #expect(table.next == times.values.min())
        var taken: [Int] = []
        while let name = table.take(at: at(500)) { taken.append(name) }
        #expect(Set(taken) == Set(times.filter { $0.value <= at(500) }.keys))
        #expect(taken.count == Set(taken).count)
        #expect(taken.map { times[$0] ?? start } == taken.map { times[$0] ?? start }.sorted())
    }
}
