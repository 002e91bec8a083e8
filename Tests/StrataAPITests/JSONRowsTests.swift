import StrataAPI
import Testing

/// Long lists, of which a few members are read.
@Suite struct JSONRowsTests {
    private let rows = JSONRows(of: "data", reading: ["id", "a name longer than eight", "tags"])

    private func read(_ text: String, _ limits: JSONLimits = JSONLimits()) throws -> [[JSONValue?]] {
        try rows.read(Array(text.utf8), limits: limits) { row in (0..<3).map { row[$0] } }
    }

    @Test func `members that are asked for are read, and everything else is passed over`() throws {
        let text = #"""
            {"total": 3, "data": [
                {"id": "a", "other": {"id": "not this", "x": [1, -2.5e3, {"y": "\"}"}]}, "tags": null},
                {}, 7, ["id"],
                {"a name longer than eight": {"deep": [true]}, "a name longer than eighT": 1, "id": "ä\n", "id": 3}
            ], "more": "\\"}
            """#
        #expect(
            try read(text) == [
                [.string("a"), nil, .null], [nil, nil, nil], [.int(3), .object(["deep": [true]]), nil],
            ])
    }

    @Test(arguments: ["null", "[]", "7", #""data""#, "{}", #"{"data":null}"#, #"{"data":{"id":1}}"#, #"{"other":[{"id":1}]}"#])
    func `what has no such table has no rows`(text: String) throws { #expect(try read(text).isEmpty) }

    @Test(arguments: [
        "", "{", #"{"data":[{"id":1]}"#, #"{"data":[{"id":1}"#, #"{"data":[{"x":01}]}"#, #"{"data":[{"x":tru}]}"#, #"{"data":[{"x":"a}]}"#,
        #"{"data":[{"x":"\"#, #"{"data":[{x:1}]}"#, #"{"data":[{"x":1,}]}"#, #"{"data":[1 2]}"#, #"{"data":[]}}"#,
        "{\"data\":[{\"x\":\"\n\"}]}",
        #"{"data":[{"x":-}]}"#, #"{"data":[{"x":1.}]}"#, #"{"data":[{"x":}]}"#,
    ])
    func `what is no JSON is refused, also where nobody asked for it`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `nesting and length are bounded where nobody asked for it too`() {
        let deep = #"{"data":[{"x":"# + String(repeating: "[", count: 100_000)
        #expect { try read(deep) } throws: { ($0 as? JSONError)?.reason.contains("deeper") == true }
        #expect(throws: JSONError.self) { try read(#"{"data":[]}"#, JSONLimits(bytes: 4)) }
    }

    @Test func `whatever is made of a document, reading it ends, and what the other reader takes is read the same`() throws {
        let whole = Array(#"{"data":[{"id":"a\u00e4","n":[1,2,{"x":null}]},{"tags":"b;c","id":-12}],"total":2}"#.utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0 ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            let made = try? rows.read(bytes) { $0[0] ?? .null }
            guard let tree = try? JSONValue(parsing: bytes) else { continue }
            let items = tree["data"]?.array ?? []
            #expect(made == items.filter { $0.object != nil }.map { $0["id"] ?? .null }, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
