import Testing

@testable import StrataDoctor

@Suite struct RecordTests {
    @Test func `a record's text tells what was there, what was not, and what could not be read`() {
        let record = MachineRecord(
            parsing: "== /a\none\ntwo\n== /b\n(absent)\n== ?/c\n\n== /d\n(unreadable: permission denied)\n== /e/\nx\ny")
        #expect(record["/a"] == .text("one\ntwo"))
        #expect(record["/b"] == .absent)
        #expect(record.has("/c") == .known(true))
        #expect(record.text("/d") == .unknown("/d: permission denied"))
        #expect(record.names("/e") == .known(["x", "y"]))
        #expect(record.text("/never") == .unknown("/never: it was not read"))
    }
}
