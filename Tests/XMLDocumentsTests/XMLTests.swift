import XMLDocuments
import Testing

/// The reader and writer of XML.
struct XMLTests {
    /// What `virsh dumpxml` prints of a domain with what nobody here knows in it.
    static let captured = """
        <domain type='kvm' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>vm &amp; co</name>
          <uuid>11111111-2222-4333-8444-555555555555</uuid>
          <!-- a comment -->
          <memory unit='KiB'>1048576</memory>
          <currentMemory unit='KiB'>524288</currentMemory>
          <vcpu placement='static' current='1'>2</vcpu>
          <devices>
            <disk type='file' device='disk'><source file='/a "b".img'/><target dev='vda' bus='virtio'/></disk>
            <unheard-of><deep x="1"/></unheard-of>
          </devices>
          <qemu:commandline>
            <qemu:arg value='-newarg'/>
          </qemu:commandline>
        </domain>

        """

    @Test func `what is read is written as it was, in its order, with what nobody knows`() throws {
        let domain = try XMLElement(parsing: Self.captured)
        #expect(domain["name"]?.text == "vm & co")
        #expect(domain.at("devices", "disk", "source")?[attribute: "file"] == "/a \"b\".img")
        #expect(domain.children.map(\.name) == ["name", "uuid", "memory", "currentMemory", "vcpu", "devices", "qemu:commandline"])
        #expect(try XMLElement(parsing: domain.xml) == domain)
        #expect(domain.xml.contains("<!-- a comment -->"))
        #expect(domain.xml.contains("<qemu:commandline>\n    <qemu:arg value=\"-newarg\"/>"))
        #expect(domain.xml.contains("xmlns:qemu=\"http://libvirt.org/schemas/domain/qemu/1.0\""))
    }

    @Test func `a change touches what it changes and nothing else`() throws {
        var domain = try XMLElement(parsing: Self.captured)
        domain["memory"]?.text = "2097152"
        domain["vcpu"]?[attribute: "current"] = nil
        let expected = Self.captured.replacing("1048576", with: "2097152").replacing(" current='1'", with: "")
        #expect(try domain == XMLElement(parsing: expected))
    }

    @Test(arguments: [
        "", " ", "<", "<a", "<a>", "<a></b>", "<a b></a>", "<a b=c/>", "<a b='<'/>", "<a b='1' b='2'/>", "<a>&nope;</a>", "<a>&#0;</a>",
        "<a>&#xD800;</a>", "<a>&amp</a>", "<a/><b/>", "<a/>text", "<a><!-- </a>", "<a><![CDATA[ </a>", "<?xml", "a",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "<a b='1'c='2'/>",
    ])
    func `what is no whole document is refused with the place`(text: String) {
        #expect { _ = try XMLElement(parsing: text) } throws: { "\($0)".contains("at byte") }
    }

    @Test func `documents that mean harm are refused within bounds`() {
        #expect(throws: XMLError.self) { try XMLElement(parsing: String(repeating: "<a>", count: 100_000)) }
        #expect(throws: XMLError.self) { try XMLElement(parsing: "<a>" + String(repeating: "<b/>", count: 500_000) + "</a>") }
        #expect(throws: XMLError.self) { try XMLElement(parsing: "<a>" + String(repeating: "x", count: 9 << 20) + "</a>") }
    }

    @Test func `every beginning of a document is refused or a whole one`() {
        let whole = Self.captured.trimmingPrefix("\n")
        for length in stride(from: 0, to: whole.utf8.count - 12, by: 3) {
            let part = String(decoding: whole.utf8.prefix(length), as: UTF8.self)
            #expect(throws: XMLError.self) { try XMLElement(parsing: part) }
        }
    }

    @Test func `random bytes in a document break nothing`() {
        var generator = SystemRandomNumberGenerator()
        let original = Array(Self.captured.utf8)
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let element = try? XMLElement(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
            // What XML cannot hold is left out when it is written, so that the second time it is whole.
            let text = element.xml
            #expect((try? XMLElement(parsing: text))?.xml == text, "\(text)")
        }
    }

    @Test(arguments: ["a < b & \"c\" > 'd'", "line\nbreak\ttab\rreturn", "ä 🙂", "]]>", "  blanks  "])
    func `text and values come back as they were`(text: String) throws {
        let element = XMLElement("a", [("b", text)], [XMLElement("c", text: text)])
        let read = try XMLElement(parsing: element.xml)
        #expect(read == element)
        #expect(read[attribute: "b"] == text)
    }
}
