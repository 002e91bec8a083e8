import TaskPermits
import Testing

@testable import StrataDriverKit

struct ConduitTests {
    @Test func `everything arrives in order however slow either side is`() async {
        let conduit = Conduit<Int>(capacity: 3) { _ in 1 }
        let received = await withTaskGroup(of: [Int].self) { group in
            group.addTask {
                for number in 0..<10_000 { _ = await conduit.send(number) }
                conduit.finish()
                return []
            }
            group.addTask {
                var numbers: [Int] = []
                while let number = await conduit.next() { numbers.append(number) }
                return numbers
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(received == Array(0..<10_000))
    }

    @Test func `a producer waits while the conduit is full`() async throws {
        let conduit = Conduit<Int>(capacity: 1) { _ in 1 }
        #expect(await conduit.send(1))
        let task = Task { await conduit.send(2) }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        #expect(await task.value == false)
        #expect(await conduit.next() == 1)
        #expect(await conduit.next() == 2)
    }

    @Test func `nobody waits for a conduit that is abandoned or finished`() async {
        let conduit = Conduit<Int>(capacity: 0) { _ in 1 }
        async let sent = conduit.send(1)
        conduit.abandon()
        #expect(await sent == false)
        #expect(await conduit.next() == nil)
        conduit.finish()
        #expect(await conduit.send(3) == false)
    }

    @Test func `a cancelled consumer stops waiting`() async {
        let conduit = Conduit<Int>(capacity: 1) { _ in 1 }
        let task = Task { await conduit.next() }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func `permits are handed on in order and come back by themselves`() async throws {
        let permits = Permits(1)
        var first = await permits.take()
        #expect(first != nil)
        #expect(permits.takeIfFree() == nil)
        let cancelled = Task { await permits.take() == nil }
        cancelled.cancel()
        #expect(await cancelled.value)
        let second = Task { await permits.take() != nil }
        first = nil
        #expect(await second.value)
        #expect(permits.takeIfFree() != nil)
    }
}
