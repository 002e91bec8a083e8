import StrataDriverKit
import Testing

@testable import StrataImages

struct ImageSourceTests {
    @Test(arguments: [
        ("busybox", "busybox"), ("debian/12", "debian/12"), ("debian/bookworm", "debian/12"), ("debian", "debian/12"),
        ("debian/13", "debian/13"),
        ("debian/12/vm", "debian/12/vm"), ("debian/bookworm/vm", "debian/12/vm"), ("tiny", "tiny"), ("tiny/aarch64", "tiny"),
        ("debian/sid", "debian/sid"), ("/srv/root.tar", "/srv/root.tar"),
    ])
    func `a source has one name`(text: String, canonical: String) throws {
        #expect(try ImageSource(text).canonical == canonical)
    }

    @Test(arguments: [
        "", "alpine", "busybox/1", "debian/", "debian/12/x", "debian/12/vm/x", "debian//vm", "tiny/", "tiny/m68k", "tiny/../arm64",
        "debian/99", "debian/-x", "debian/bookworm main", "debian/$(reboot)",
        "/srv/../etc",
        "relative.tar", "debian/a\nb", "busybox\0", String(repeating: "a", count: 10_000), "/" + String(repeating: "a", count: 10_000),
    ])
    func `any other source is refused with a sentence`(text: String) throws {
        let error = #expect(throws: ImageError.self) { try ImageSource(text) }
        let message = try #require(error?.description)
        #expect(message.utf8.count < 1000)
        #expect(!message.contains { $0.isNewline || $0 == "\0" })
    }

    @Test
    func `apt's sources become lines for another release`() {
        let targets = """
            google|https://packages.cloud.google.com/apt/
            Debian|http://mirror.example/debian/
            Debian|http://mirror.example/debian/
            Debian-Security|http://mirror.example/debian-security/
            """
        let sources = AptSources(targets: targets, proxy: "PROXY='http://proxy.example:3128'\n")
        #expect(sources.proxy == "http://proxy.example:3128")
        #expect(
            sources.lines(for: "trixie") == [
                "deb http://mirror.example/debian/ trixie main", "deb http://mirror.example/debian/ trixie-updates main",
                "deb http://mirror.example/debian-security/ trixie-security main",
            ])
        #expect(sources.lines(for: "sid") == ["deb http://mirror.example/debian/ sid main"])
    }

    @Test(arguments: [
        "", "Debian|", "Debian|cdrom:[x]/", "Debian|http://a b/", "Debian|http://x/[trusted=yes]", "Debian|ssh://x/", "no line",
    ])
    func `a source that cannot stand in a list is passed over`(targets: String) {
        #expect(AptSources(targets: targets, proxy: "PROXY='DIRECT'") == AptSources(targets: "", proxy: ""))
        #expect(AptSources(targets: targets, proxy: "").mirror == "http://deb.debian.org/debian/")
    }

    @Test
    func `what mmdebstrap writes becomes phases and errors`() {
        var log = BuildLog()
        #expect(log.take(Array("I: running apt-get upd".utf8)).isEmpty)
        let lines = log.take(Array("ate...\nI: extracting archives...\rdone\nE: Unable to fetch\nE: apt-get failed\n".utf8))
        #expect(lines.compactMap { BuildLog.progress($0)?.percent } == [2, 30])
        #expect(log.errors == "E: Unable to fetch; E: apt-get failed")
    }
}
