import Testing

@testable import StrataDriverKit

struct RemoteFramingTests {
    @Test(arguments: [1, 2, 3, 7, 1000])
    func `words are taken out wherever the stream is cut`(size: Int) {
        let nonce = "abc123"
        let stream = "early\u{1}\(nonce):4711\u{2}mid\u{1}abc\u{1}\u{1}\(nonce)!\u{2}late\u{1}\(nonce)"
        var framing = RemoteFraming(nonce: nonce)
        var rest = Array(stream.utf8)[...]
        var passed: [UInt8] = []
        while !rest.isEmpty {
            passed += framing.filter(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        passed += framing.finish()
        #expect(String(decoding: passed, as: UTF8.self) == "earlymid\u{1}abc\u{1}late\u{1}\(nonce)")
        #expect(framing.process == 4711)
        #expect(framing.verdict == .exited255)
    }

    @Test(arguments: ["0", "1", "-1", "x", "", "99999999999"])
    func `a process group that would mean others is not believed`(number: String) {
        var framing = RemoteFraming(nonce: "n")
        #expect(framing.filter(Array("\u{1}n:\(number)\u{2}".utf8)).isEmpty)
        #expect(framing.process == nil)
    }

    @Test func `a word that never ends is passed on`() {
        var framing = RemoteFraming(nonce: "n")
        let bytes = Array(("\u{1}n:" + String(repeating: "5", count: 100)).utf8)
        #expect(framing.filter(bytes) + framing.finish() == bytes)
    }
}
