import Testing

@testable import LXDDriver

struct ToldLogsTests {
    @Test func `what was told once is known to whoever asks next, and to one beside`() async {
        let told = ToldLogs()
        #expect(await told.add(Array("one\n".utf8), of: "c") == Array("one\n".utf8))
        #expect(await told.add([], of: "c") == Array("one\n".utf8))
        #expect(await told.add(Array("two\n".utf8), of: "c") == Array("one\ntwo\n".utf8))
        #expect(await told.add([], of: "other").isEmpty)
    }

    @Test func `what a daemon tells whole, of an instance that is off, is not taken for news`() async {
        let told = ToldLogs()
        _ = await told.add(Array("two\nthree\n".utf8), of: "c")
        let whole = Array("one\ntwo\nthree\nfour\n".utf8)
        #expect(await told.add(whole, of: "c") == whole)
        #expect(await told.add(whole, of: "c") == whole)
    }

    @Test func `of each so much is kept, and of so many`() async {
        let told = ToldLogs()
        _ = await told.add([UInt8](repeating: 1, count: 1 << 20), of: "c")
        _ = await told.add([2], of: "c")
        let kept = await told.add([], of: "c")
        #expect(kept.count == 1 << 20 && kept.last == 2)
        for number in 0..<64 { _ = await told.add([3], of: "\(number)") }
        #expect(await told.add([], of: "c").isEmpty)
        #expect(await told.add([], of: "63") == [3])
    }
}
