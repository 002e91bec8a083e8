import StrataAPI
import Testing

@testable import StrataControl

@Suite struct NativeNameTests {
    @Test(arguments: ["Web_1", "ü", "", "-", String(repeating: "A", count: 400), "a/../b", "$(reboot)", "a\nb"])
    func `any native name becomes a name that an object can have`(name: String) {
        let text = NativeName.sanitized(name)
        #expect(StringRule.subdomain.check?(text) == nil)
        #expect((1...253).contains(text.utf8.count))
    }

    @Test func `names that differ stay apart, and a plain one stays itself`() {
        #expect(NativeName.sanitized("web-1") == "web-1")
        #expect(NativeName.sanitized("Web") != NativeName.sanitized("web"))
        #expect(NativeName.sanitized("a_b") != NativeName.sanitized("a.b"))
    }

    @Test func `the image of a source has a name of its own`() {
        #expect(InstanceImage.objectName(of: "busybox") == "busybox")
        #expect(InstanceImage.objectName(of: "debian/12") == "debian-12")
        #expect(InstanceImage.objectName(of: "/srv/a.tar") != InstanceImage.objectName(of: "/srv/a_tar"))
    }
}
