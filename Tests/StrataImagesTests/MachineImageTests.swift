import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataImages

struct `Images of virtual machines` {
    private static func header(_ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        var bytes = Array("QFI".utf8) + [0xFB, 0, 0, 0, 3] + [UInt8](repeating: 0, count: 504)
        change(&bytes)
        return bytes
    }

    @Test func `are told by their first bytes`() throws {
        #expect(try DiskFormat.sniff(Self.header(), path: "/x") == .qcow2)
        var sector = [UInt8](repeating: 7, count: 512)
        #expect(try DiskFormat.sniff(sector, path: "/x") == nil)
        (sector[510], sector[511]) = (0x55, 0xAA)
        #expect(try DiskFormat.sniff(sector, path: "/x") == .raw)
        #expect(try DiskFormat.sniff([], path: "/x") == nil)
    }

    @Test(arguments: [
        (15, UInt8(104), "above another"), (35, 1, "encrypted"), (79, 0x02, "damaged"), (79, 0x04, "another file"), (72, 0x80, "newer"),
        (7, 9, "version"),
    ])
    func `that lead to other files, or cannot be read, are refused`(offset: Int, value: UInt8, words: String) {
        #expect { try DiskFormat.sniff(Self.header { $0[offset] = value }, path: "/x") } throws: { "\($0)".contains(words) }
        #expect(throws: ImageError.self) { try DiskFormat.sniff(Array(Self.header().prefix(100)), path: "/x") }
    }

    @Test func `hold a file system that is unpacked into memory`() {
        var cpio = CpioWriter()
        cpio.addDirectory("d")
        cpio.addFile("d/f", mode: 0o600, Array("hello".utf8))
        cpio.addSymbolicLink("l", to: "d/f")
        cpio.finish()
        #expect(cpio.bytes.count % 512 == 0)
        let text = String(decoding: cpio.bytes, as: UTF8.self)
        #expect(text.hasPrefix("070701" + "00000001" + "000041ed" + "00000000"))
        #expect(text.contains("d/f\0") && text.contains("hello\0\0\0") && text.contains("TRAILER!!!\0"))
    }

    @Test(arguments: [
        ("license=GPL\0depends=virtio,virtio-ring\0name=x", ["virtio", "virtio_ring"]), ("depends=\0", []), ("depends=a\0depends=", []),
        ("", []),
    ])
    func `load what a module needs before it`(info: String, names: [String]) {
        #expect(KernelModules.dependencies([0x7F, 0] + Array("\0\(info)\0".utf8)) == (info.hasPrefix("depends=a") ? ["a"] : names))
    }

    @Test func `are made for this machine, with a kernel and what it needs, the same each time`() async throws {
        try await Shelf.use { (shelf) async throws in
            let library = try await shelf.library()
            let image = try await library.prepare(source: "tiny")
            #expect(image.form == .kernel)
            #expect(image.type == .virtualMachine)
            let listed = try await LocalMachine().check(Command("tar", "-tf", image.path)).text
            #expect(listed == "./kernel\n./initrd\n")
            let again = try await library.prepare(source: "tiny", rebuild: true)
            #expect(again == image)
            #expect(try await library.find(source: "tiny") == image)
            #expect(try await library.find(source: "tiny/\(Architecture.machine)") == image)
            #expect(try await library.find(source: "tiny/s390x") == nil)
        }
    }
}
