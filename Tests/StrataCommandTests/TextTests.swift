import StrataAPI
import StrataClient
import Testing

@testable import strata

@Suite struct `Words and values` {
    @Test(arguments: [
        ("8080:80", 80, 8080, "", Instance.Port.Transport.tcp), ("53:5353/udp", 5353, 53, "", .udp),
        ("127.0.0.1:1:2/TCP", 2, 1, "127.0.0.1", .tcp), ("[::1]:1:2", 2, 1, "::1", .tcp),
    ])
    func `a published port is read`(text: String, port: Int, hostPort: Int, address: String, transport: Instance.Port.Transport) throws {
        #expect(
            PublishedPort(argument: text)?.port == Instance.Port(port: port, hostPort: hostPort, hostAddress: address, transport: transport)
        )
    }

    @Test(arguments: ["", "80", "0:80", "80:0", "65536:1", "a:b", "1:2/sctp", "::1:1:2", ":1:2", "[]:1:2", "+1:2", "1:2:", "1: 2"])
    func `what is no published port is refused`(text: String) {
        #expect(PublishedPort(argument: text) == nil)
    }

    @Test(arguments: [("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("2d", 172_800), ("0", 0)])
    func `a span of time is read`(text: String, seconds: Int) { #expect(TimeSpan(argument: text)?.seconds == seconds) }

    @Test(arguments: ["", "x", "1w", "-1", "1.5h", "m", "99999999999999999999s", "9999999999"])
    func `what is no span of time is refused`(text: String) { #expect(TimeSpan(argument: text) == nil) }

    @Test(arguments: [("A=b", "A", "b"), ("A=", "A", ""), ("A=b=c", "A", "b=c")])
    func `a pair is read`(text: String, key: String, value: String) {
        #expect(KeyValue(argument: text)?.key == key)
        #expect(KeyValue(argument: text)?.value == value)
    }

    @Test(arguments: ["", "A", "=b"])
    func `what is no pair is refused`(text: String) { #expect(KeyValue(argument: text) == nil) }

    @Test(arguments: [
        ("lss", "ls"), ("lanch", "launch"), ("describ", "describe"), ("tsop", "stop"), ("zzzzz", nil), ("", nil),
        (String(repeating: "x", count: 5000), nil),
    ])
    func `the nearest word is suggested when it is near`(word: String, expected: String?) {
        #expect(Suggestion.near(word, among: ["ls", "launch", "describe", "stop"]) == expected)
    }

    @Test(arguments: [
        (ClientError.unreachable(host: "h", reason: "r"), strata.ExitStatus.unreachable), (.tls(host: "h", reason: "r"), .unreachable),
        (.status(APIStatus(code: 404, reason: "NotFound", message: "m")), .notFound),
        (.status(APIStatus(code: 409, reason: "Conflict", message: "m")), .conflict),
        (.status(APIStatus(code: 500, reason: "", message: "m")), .failed),
        (.status(APIStatus(code: 403, reason: "", message: "m")), .failed), (.malformed("m"), .failed),
        (.configuration(source: "s", reason: "r"), .failed), (.cancelled, .failed),
    ])
    func `an error has its exit code`(error: ClientError, status: strata.ExitStatus) { #expect(strata.ExitStatus(error) == status) }

    @Test func `a failure is one line and a hint, and tells every field`() {
        let status = APIStatus(
            code: 422, reason: "Invalid", message: "2 fields are wrong",
            causes: [
                .init(reason: "x", message: "too \u{1B}small", field: "spec.memory"),
                .init(reason: "y", message: "unknown", field: "spec.foo"),
            ])
        #expect(
            CommandFailure("cannot apply", .status(status)).text
                == "strata: cannot apply: 2 fields are wrong\n  spec.memory: too \\u{1b}small\n  spec.foo: unknown\n")
    }

    @Test(arguments: [
        ("nativeID", "Native ID"), ("stopGracePeriodSeconds", "Stop grace period seconds"), ("phase", "Phase"), ("cpu", "Cpu"), ("", ""),
    ])
    func `a field's name becomes words`(name: String, words: String) { #expect(ObjectText.title(name) == words) }

    @Test(arguments: [
        (0, "0s"), (119, "119s"), (125, "2m5s"), (180, "3m"), (3599, "59m"), (7200, "120m"), (10_800, "3h"), (12_060, "3h21m"),
        (90_000, "25h"), (900_000, "10d"), (-5, "0s"),
    ])
    func `an age is short`(seconds: Int, text: String) { #expect(Age.text(.seconds(seconds)) == text) }

    @Test(arguments: [
        ("debian/12", "debian-12"), ("busybox", "busybox"), ("/srv/Tools_1.tar.gz", "tools-1"), ("/x/.tar", "image"),
        ("/a/ü.tar.xz", "image"), ("/a/--b--.tgz", "b"),
    ])
    func `an image's name comes from its source`(source: String, name: String) { #expect(ImageCreation.name(for: source) == name) }

    @Test(arguments: [("/a/../b/./c", "/b/c"), ("/", "/"), ("/../..", "/")])
    func `a path is made plain`(path: String, plain: String) { #expect(LocalPath.joined(path) == plain) }

    @Test func `names that are made up are names`() {
        for _ in 0..<200 {
            let name = InstanceName.random()
            #expect(name.utf8.count <= 63)
            #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
        }
    }

    @Test func `the first choice of site is this machine's LXC`() {
        func site(_ name: String, _ stack: String, _ phase: Site.Status.Phase = .ready, endpoint: String = "local:") -> Site {
            var site = Site(name: name)
            site.spec.stack = stack
            site.spec.endpoint = endpoint
            site.status.phase = phase
            return site
        }
        let all = [
            site("a-remote", "lxc", endpoint: "ssh://x"), site("local-lxc", "lxc"), site("b-nspawn", "nspawn"), site("vm", "qemu-kvm"),
        ]
        #expect(SiteChoice.choose(all, type: .container)?.metadata.name == "local-lxc")
        #expect(SiteChoice.choose(all.filter { $0.metadata.name != "local-lxc" }, type: .container)?.metadata.name == "b-nspawn")
        #expect(SiteChoice.choose([all[0]], type: .container)?.metadata.name == "a-remote")
        #expect(SiteChoice.choose(all, type: .virtualMachine)?.metadata.name == "vm")
        #expect(SiteChoice.choose([site("x", "lxc", .unreachable)], type: .container) == nil)
        #expect(SiteChoice.choose(all, type: .jail) == nil)
    }

    @Test func `text in JSON keeps its meaning and loses its power`() throws {
        let value: JSONValue = ["a": "x\u{9B}y\u{202E}z"]
        let text = TerminalText.cleanJSON(value.pretty())
        #expect(!text.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) })
        #expect(try JSONValue(parsing: text) == value)
    }
}

@Suite struct `Logs on a terminal` {
    private func pass(_ text: String, pieces: Int, color: Bool = true) -> String {
        var filter = LogFilter(allowsColor: color)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            result += filter.pass(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        return String(decoding: result, as: UTF8.self)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `pieces of any size give the same`(size: Int) {
        let text = "plain\tü 日 🙂\r\n\u{1B}[1;31mred\u{1B}[0m \u{1B}[2Jgone \u{1B}]0;t\u{7} \u{9B}x \u{8}"
        #expect(pass(text, pieces: size) == "plain\tü 日 🙂\r\n\u{1B}[1;31mred\u{1B}[0m \\u{1b}[2Jgone \\u{1b}]0;t\\u{7} \\u{9b}x \\u{8}")
        #expect(pass("\u{1B}[31mred\u{1B}[0m", pieces: size, color: false) == "red")
    }

    @Test func `bytes that are no text stay one mark each`() {
        var filter = LogFilter(allowsColor: true)
        #expect(String(decoding: filter.pass([0x61, 0xFF, 0xC3, 0x28, 0xF5, 0x62]), as: UTF8.self) == "a\u{FFFD}\u{FFFD}(\u{FFFD}b")
    }
}

@Suite struct `Differences` {
    @Test func `what a Secret holds is not shown, only that it changes`() {
        func secret(_ data: JSONValue) -> JSONValue { ["apiVersion": "v1", "kind": "Secret", "data": data] }
        let (before, after) = SecretMask.masked(
            secret(["same": "YQ==", "other": "YQ==", "gone": "YQ=="]), secret(["same": "YQ==", "other": "Yg==", "new": "Yg=="]))
        #expect(before == secret(["same": "***", "other": "*** (before)", "gone": "***"]))
        #expect(after == secret(["same": "***", "other": "*** (after)", "new": "***"]))
        #expect(SecretMask.masked(nil, secret(["a": "YQ=="])).after == secret(["a": "***"]))
    }

    @Test func `a change is shown with three lines around it`() {
        let before = (1...12).map { "line \($0)" }
        var after = before
        after[5] = "changed"
        let diff = UnifiedDiff(before, after, from: "a", to: "b")
        #expect(
            diff.text(hasColor: false) == """
                --- a
                +++ b
                @@ -3,7 +3,7 @@
                 line 3
                 line 4
                 line 5
                -line 6
                +changed
                 line 7
                 line 8
                 line 9

                """)
    }

    @Test func `something new is all added`() {
        #expect(UnifiedDiff([], ["x", "y"], from: "a", to: "b").text(hasColor: false) == "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n")
    }

    @Test func `far changes are two hunks, the same is none`() {
        let before = (1...30).map { "\($0)" }
        var after = before
        after[2] = "a"
        after[25] = "b"
        #expect(UnifiedDiff(before, after, from: "a", to: "b").text(hasColor: false).components("@@ -") == 2)
        #expect(UnifiedDiff(before, before, from: "a", to: "b").isEmpty)
    }
}

extension String {
    /// How often `text` occurs.
    fileprivate func components(_ text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
