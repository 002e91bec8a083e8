import StrataAPI
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,-2,3.5,true,false,null,"x"],"b":{}}"#, #""\u00e9\ud83d\ude00\n""#, "0", "-0.5e-3", "[]",
    ])
    func `what is written is read back as it was`(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(try JSONValue(parsing: value.encoded()) == value)
        #expect(try JSONValue(parsing: value.pretty()) == value)
    }

    @Test(arguments: [
        "", "{", "[1,]", #"{"a" 1}"#, #"{"a":1,}"#, "01", "1.", "1e", "+1", "nul", #""\x""#, #""\ud800""#, "\"\u{1}\"", "1e999", "[1] 2",
        "{a:1}",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func `an error tells line and column`() {
        #expect { try JSONValue(parsing: "{\n  \"a\": x\n}") } throws: { ($0 as? JSONError)?.line == 2 && ($0 as? JSONError)?.column == 8 }
    }

    @Test func `nesting and size have bounds`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect { try JSONValue(parsing: deep) } throws: { ($0 as? JSONError)?.reason.contains("deeper") == true }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(bytes: 4)) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test func `repeated members are told with their path`() throws {
        var duplicates: [String] = []
        let value = try JSONValue(parsing: Array(#"{"a":{"b":1,"b":2}}"#.utf8), duplicates: &duplicates)
        #expect(duplicates == ["a.b"])
        #expect(value["a"]?["b"] == 2)
    }

    @Test func `random bytes never do more than fail`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("{}[]\",:0123456789.eE+-truefalsn\\u ".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            if let value = try? JSONValue(parsing: bytes) { #expect((try? JSONValue(parsing: value.encoded())) == value) }
        }
    }

    @Test(arguments: [[], [0], [1, 2], [1, 2, 3], Array(0...255)] as [[UInt8]])
    func `base64 reads what it writes`(bytes: [UInt8]) {
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(arguments: ["A", "AA", "AAA", "AA=A", "A===", "!!!!"])
    func `what is no base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
