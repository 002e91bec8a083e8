import StrataDriverKit
import Testing

@Suite struct `What a driver's error says` {
    @Test func `a long answer keeps its beginning and its end, where the cause is`() {
        let answer = "Failed to run: qemu " + String(repeating: "-device x ", count: 200) + ": there is no option group 'spice'"
        let text = "\(DriverError.failed(.init("start", "vm", answer: answer)))"
        #expect(text.hasPrefix("could not start vm: Failed to run: qemu -device x"))
        #expect(text.hasSuffix("there is no option group 'spice'"))
        #expect(text.contains("…") && text.count < 640)
    }

    @Test(arguments: [0, 1, 240, 360, 599, 600, 601, 1200])
    func `an answer of any length is shown in bounds, and nothing in it is a control character`(count: Int) {
        let text = "\(DriverError.refused(.init("start", "vm", answer: String(repeating: "\u{1B}", count: count), hint: "Do this")))"
        #expect(text.hasSuffix(". Do this"))
        #expect(text.utf8.count < 4000 && !text.utf8.contains(0x1B))
        #expect(text.contains("…") == (count > 600))
    }
}
