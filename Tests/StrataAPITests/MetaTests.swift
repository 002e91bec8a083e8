import StrataAPI
import Testing

@Suite struct MetaTests {
    @Test(
        arguments: [
            ("64Mi", 67_108_864), ("1Gi", 1_073_741_824), ("1.5Gi", 1_610_612_736), ("1k", 1000), ("500m", 1), ("2", 2), ("1e3", 1000),
            ("0", 0),
        ] as [(String, Int64)])
    func `a quantity is worth what Kubernetes says`(text: String, value: Int64) {
        #expect(Quantity(text)?.value == value)
        #expect(Quantity(text)?.text == text)
    }

    @Test(arguments: ["", "Mi", "1x", "1MiB", "--1", "1e99", "1 Mi", "99999999999999999999999", "9E9E"])
    func `what is no quantity is refused`(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test func `bytes are written in the largest unit that fits`() {
        #expect(Quantity(bytes: 64 << 20).text == "64Mi")
        #expect(Quantity(bytes: 1000).text == "1000")
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:30:45Z", 951_827_445), ("2026-11-23T08:36:09Z", 1_795_422_969),
            ("1969-12-31T23:59:59Z", -1),
        ] as [(String, Int64)])
    func `a time is read and written`(text: String, seconds: Int64) {
        #expect(Timestamp(text)?.seconds == seconds)
        #expect(Timestamp(seconds: seconds).text == text)
    }

    @Test func `zones and fractions count`() {
        #expect(Timestamp("2026-11-23T10:36:09.5+02:00")?.microseconds == 1_795_422_969_500_000)
        #expect(Timestamp(microseconds: 1_500_000).microText == "1970-01-01T00:00:01.500000Z")
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T08:36:09", "2026-11-23T08:36:09+2:00",
        "x026-11-23T08:36:09Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        ("app=web", true), ("app!=web", false), ("app in (web,db)", true), ("app notin (web)", false), ("app", true), ("!app", false),
        ("app=web,tier=x", false), ("", true), ("n>1", true), ("n<1", false), ("absent!=x", true),
    ])
    func `a label selector matches as kubectl's does`(text: String, matches: Bool) throws {
        #expect(try LabelSelector(parsing: text).matches(["app": "web", "n": "2"]) == matches)
    }

    @Test(arguments: ["=x", "a in (b", "a=b=c d", "a!b=c", "-a=b", "a=" + String(repeating: "x", count: 64), "a > x"])
    func `a malformed selector is refused`(text: String) {
        #expect(throws: InvalidSelector.self) { try LabelSelector(parsing: text) }
    }

    @Test func `a field selector knows only the fields of its kind`() throws {
        let selector = try FieldSelector(parsing: "metadata.name=web,status.phase!=Running", fields: ["metadata.name", "status.phase"])
        #expect(selector.matches { ["metadata.name": "web", "status.phase": "Stopped"][$0] })
        #expect(!selector.matches { ["metadata.name": "web", "status.phase": "Running"][$0] })
        #expect(throws: InvalidSelector.self) { try FieldSelector(parsing: "spec.secret=x", fields: ["metadata.name"]) }
    }

    @Test(
        arguments: [
            ("ssh://root@host:22", "host", "root", 22), ("ssh://10.0.0.1", "10.0.0.1", nil, nil), ("ssh://[::1]:2222", "::1", nil, 2222),
        ] as [(String, String, String?, Int?)])
    func `an ssh endpoint is taken apart`(text: String, host: String, user: String?, port: Int?) {
        let endpoint = SSHEndpoint(text)
        #expect(endpoint?.host == host)
        #expect(endpoint?.user == user)
        #expect(endpoint?.port == port)
    }

    @Test(arguments: [
        "ssh://-oProxyCommand=x", "ssh://-u@host", "ssh://h:0", "ssh://h:99999", "ssh://h/x", "ssh://", "ssh://a b", "http://h", "ssh://u@",
    ])
    func `an endpoint that could be an option is refused`(text: String) {
        #expect(SSHEndpoint(text) == nil)
    }

    @Test(
        arguments: [
            ("https://edge.example:8443", "edge.example", 8443), ("https://10.0.0.1", "10.0.0.1", nil), ("https://[::1]:1", "::1", 1),
        ]
            as [(String, String, Int?)])
    func `an https endpoint is taken apart`(text: String, host: String, port: Int?) throws {
        let endpoint = try #require(HTTPSEndpoint(text))
        #expect(endpoint.host == host && endpoint.port == port)
        #expect(endpoint.description == text)
    }

    @Test(arguments: [
        "http://h", "https://", "https://u@h", "https://h/x", "https://h:0", "https://h?x", "https://h h", "https://h:8443:1", "h",
    ])
    func `what is no https endpoint is refused`(text: String) { #expect(HTTPSEndpoint(text) == nil) }

    @Test func `control and direction characters do not reach a terminal`() {
        #expect("a\u{1B}[2Jb\u{202E}c".printable() == "a\\u{1b}[2Jb\\u{202e}c")
        #expect("abcdef".printable(limit: 3) == "abc…")
    }
}
