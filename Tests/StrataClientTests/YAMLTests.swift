import StrataAPI
import Testing

@testable import StrataClient

@Suite struct `YAML` {
    @Test func `several documents are read, empty ones left out`() throws {
        let documents = try YAMLDocuments.parse("# nothing\n---\na: 1\n---\n---\n{\"b\": [true, null, \"x\"]}\n...\n")
        #expect(documents == [["a": 1], ["b": [true, .null, "x"]]])
    }

    @Test(arguments: [
        ("true", JSONValue.bool(true)), ("no", "no"), ("on", "on"), ("~", .null), ("", .null), ("12", 12), ("-7", -7), ("0x1F", 31),
        ("0o17", 15), ("1.5", 1.5), ("1e3", 1000.0),
        ("12:30", "12:30"), ("1_000", "1_000"), ("64Mi", "64Mi"), ("'5'", "5"), ("\"true\"", "true"), ("!!str 5", "5"), ("inf", "inf"),
        ("-", .array([.null])), ("e", "e"), ("-e", "-e"),
        ("0x", "0x"), ("1.2.3.4", "1.2.3.4"), ("99999999999999999999", 99999999999999999999.0), ("2026-11-23", "2026-11-23"),
    ])
    func `plain words mean what YAML 1.2 says`(text: String, value: JSONValue) throws {
        let document = try YAMLDocuments.parse("a: \(text == "-" ? "\n- " : text)\n")
        #expect(document == [["a": value]])
    }

    @Test(arguments: ["a: [", "a: b: c", "\tx: 1", "a: 1\na: 2", "? [x]\n: 1", "a: *nowhere", "a: \"\\q\"", "<<: {a: 1}"])
    func `what is no YAML is refused with a place`(text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocuments.parse(text) }
        #expect(error?.description.contains("line") == true, "\(String(describing: error))")
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: YAMLError.self) { try YAMLDocuments.parse([0x61, 0x3A, 0x20, 0xFF]) }
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "a: {", count: 500), String(repeating: "- ", count: 5000),
        String(repeating: "{a: ", count: 200),
    ])
    func `deep nesting is refused`(text: String) {
        #expect(throws: YAMLError.self) { try YAMLDocuments.parse(text) }
    }

    @Test func `large streams are refused`() {
        let limits = YAMLLimits(bytes: 1000, nodes: 50, documents: 3)
        #expect(throws: YAMLError("is 1001 bytes long, more than the 1000 allowed")) {
            try YAMLDocuments.parse(String(repeating: "x", count: 1001), limits: limits)
        }
        #expect(throws: YAMLError("holds more than 3 documents")) {
            try YAMLDocuments.parse("--- 1\n--- 1\n--- 1\n--- 1\n", limits: limits)
        }
        #expect(throws: YAMLError.self) { try YAMLDocuments.parse("[" + String(repeating: "1,", count: 60) + "]", limits: limits) }
    }

    @Test(.timeLimit(.minutes(5))) func `aliases that multiply are refused before they do`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        #expect(throws: YAMLError.self) { try YAMLDocuments.parse(text) }
        var narrow = "a0: &a0 [x]\n"
        for level in 1...60 { narrow += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(throws: YAMLError("holds too many values once its aliases are written out")) { try YAMLDocuments.parse(narrow) }
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "? *a60\n: 1\n", "{*a60 : 1}\n", "{[*a60]: 1}\n", "*a60 : 1\n", "? [*a60]\n: 1\n", "{*a60}\n", "{[*a60]}\n", "[*a60: x]\n",
            "{x\u{85}: 1,\u{85}*a60}\n",
        ])
    func `aliases that multiply are refused as keys`(key: String) {
        var text = "- &a0 [x]\n"
        for level in 1...60 { text += "- &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let nested = "- " + key.split(separator: "\n").joined(separator: "\n  ") + "\n"
        let error = #expect(throws: YAMLError.self) { try YAMLDocuments.parse(text + nested) }
        #expect(error?.description.contains("alias") == true || error?.description.contains("as a key") == true, "\(error as Any)")
    }

    @Test func `a few aliases are followed`() throws {
        let document = try YAMLDocuments.parse(
            "name: &name x\nbase: &base {cpu: 1}\nweb: *base\ndb: *base\nscript: 'rm *base: x'\n*name : 1\n")
        #expect(document == [["base": ["cpu": 1], "web": ["cpu": 1], "db": ["cpu": 1], "script": "rm *base: x", "name": "x", "x": 1]])
    }

    @Test(arguments: [
        "plain", "", "true", "no", "null", "12", "-1", "1.5", "0755", "1e3", "64Mi", "10.0.3.17", "2026-11-23", "2026-11-23T08:36:09Z",
        "a: b", "a #b", "- x", "*x", "&x", "!x", "%x", "@x", "`x`",
        "'x'", "\"x\"", " x", "x ", "x:", "two\nlines", "two\nlines\n", "\nfirst", "ends\n\n", "tab\there", "\u{1B}[2J", "ünï", "a\\b", "~",
        "=", "<<", "y", "0x1F", "12:30", "?", "|", "[1]", "{a}",
        "-c", "--all", "--", "---", "- c", "-1a", "trailing \nspace", "  indented\nblock", "\u{202E}evil", "🙂",
    ])
    func `every text survives being written and read`(text: String) throws {
        let value: JSONValue = ["key": .string(text), "list": [.string(text), ["nested": .string(text)], [.string(text)]]]
        #expect(try YAMLDocuments.parse(value.yaml()) == [value])
    }

    @Test func `keys that look like something else survive too`() throws {
        let value: JSONValue = ["true": 1, "12": 2, "a: b": 3, "": 4, "x y": 5, "*z": 6]
        #expect(try YAMLDocuments.parse(value.yaml()) == [value])
    }

    @Test func `an object is written as kubectl writes it`() {
        let value: JSONValue = [
            "apiVersion": "strata.dev/v1alpha1", "metadata": ["name": "web", "labels": [:]],
            "spec": ["command": ["sh", "-c", "a\nb\n"], "cpu": ["cores": 0.5], "ports": [["port": 80, "hostPort": 8080]], "empty": []],
        ]
        #expect(
            value.yaml() == """
                apiVersion: strata.dev/v1alpha1
                metadata:
                  labels: {}
                  name: web
                spec:
                  command:
                  - sh
                  - -c
                  - |
                    a
                    b
                  cpu:
                    cores: 0.5
                  empty: []
                  ports:
                  - hostPort: 8080
                    port: 80

                """)
    }
}
