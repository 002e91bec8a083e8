import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataImages

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `Disks of other formats` {
    private static func disk(_ shelf: Shelf, _ format: String, options: [String] = []) async throws -> (raw: String, disk: String) {
        var bytes = [UInt8](repeating: 0, count: 3 << 20)
        for index in stride(from: 0, to: bytes.count, by: 4096) { bytes[index] = UInt8(truncatingIfNeeded: index >> 12) }
        let raw = try await shelf.put("content.raw", bytes)
        let disk = "\(shelf.path)/disk.\(format)"
        try await shelf.machine.check(
            Command(executable: "qemu-img", arguments: ["convert", "-f", "raw", "-O", format] + options + [raw, disk]))
        return (raw, disk)
    }

    @Test(arguments: [("vmdk", ""), ("vmdk", "subformat=streamOptimized"), ("vhdx", ""), ("vdi", "")])
    func `become QEMU's own, with the same content`(format: String, option: String) async throws {
        try await Shelf.use { (shelf) async throws in
            let made = try await Self.disk(shelf, format, options: option.isEmpty ? [] : ["-o", option])
            let library = try await shelf.library()
            let image = try await library.prepare(source: made.disk)
            #expect(image.form == .qcow2 && image.type == .virtualMachine)
            #expect(try await FileDigest.of(SourceFile(image.path, limit: .max)) == image.digest)
            try await shelf.machine.check(Command("qemu-img", "compare", "-f", "raw", "-F", "qcow2", made.raw, image.path))
            #expect(try await library.prepare(source: made.disk) == image)
            #expect(try await shelf.content().count == 2)
        }
    }

    @Test func `that are mostly empty take little place`() async throws {
        try await Shelf.use { (shelf) async throws in
            var first = [UInt8](repeating: 0, count: 512)
            (first[510], first[511]) = (0x55, 0xAA)
            let source = try await shelf.put("large.raw", first)
            try await shelf.machine.check(Command("truncate", "--size=256M", source))
            let image = try await shelf.library().prepare(source: source)
            #expect(image.form == .rawDisk && image.size == 256 << 20)
            try await shelf.machine.check(Command("cmp", source, image.path))
            let blocks = try await shelf.machine.check(Command("stat", "-c", "%b", image.path)).text
            #expect(try #require(Int(blocks.dropLast())) * 512 <= 2 << 20)
        }
    }

    @Test(arguments: ["vmdk", "vhdx", "vdi"])
    func `that are cut short or damaged are refused, and leave nothing`(format: String) async throws {
        try await Shelf.use { (shelf) async throws in
            let whole = try #require(try await shelf.machine.read(try await Self.disk(shelf, format).disk, limit: 64 << 20))
            let library = try await shelf.library()
            for length in [512, 1024, 40_000] {
                let path = try await shelf.put("cut", Array(whole.prefix(length)))
                await #expect(throws: ImageError.self) { try await library.prepare(source: path) }
            }
            var random = SystemRandomNumberGenerator()
            for _ in 0..<4 {
                var bytes = whole
                for _ in 0..<200 { bytes[Int.random(in: 80..<4096, using: &random)] = UInt8.random(in: 0...255, using: &random) }
                let path = try await shelf.put("damaged", bytes)
                // What is still a disk may become one; it is the server that must not be led anywhere.
                _ = try? await library.prepare(source: path)
            }
            #expect(try await shelf.content().allSatisfy { !$0.hasPrefix("work/") })
        }
    }

    @Test func `that lead to other files are refused before anything reads them`() async throws {
        try await Shelf.use { (shelf) async throws in
            let library = try await shelf.library()
            let secret = try await shelf.put("secret", Array("secret".utf8) + [UInt8](repeating: 0, count: 1 << 20))
            let description = """
                # Disk DescriptorFile
                version=1
                CID=fffffffe
                parentCID=ffffffff
                createType="monolithicFlat"
                RW 2048 FLAT "\(secret)" 0
                """
            var path = try await shelf.put("flat.vmdk", Array(description.utf8))
            await #expect { try await library.prepare(source: path) } throws: { "\($0)".contains("other files") }

            // The header of one file whose capacity is 0, so that only the description in it counts.
            var header = Array("KDMV".utf8) + [1] + [UInt8](repeating: 0, count: 23) + [1] + [UInt8](repeating: 0, count: 7) + [20]
            header += [UInt8](repeating: 0, count: 512 - header.count) + Array(description.utf8)
            path = try await shelf.put("embedded.vmdk", header + [UInt8](repeating: 0, count: 20 << 10))
            await #expect { try await library.prepare(source: path) } throws: { "\($0)".contains("other files") }

            let made = try await Self.disk(shelf, "vmdk").disk
            try await shelf.machine.check(
                Command("qemu-img", "create", "-q", "-f", "vmdk", "-b", made, "-F", "vmdk", "\(shelf.path)/child.vmdk"))
            await #expect { try await library.prepare(source: "\(shelf.path)/child.vmdk") } throws: { "\($0)".contains("above another") }

            try await shelf.machine.check(
                Command(
                    "qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=\(shelf.path)/data", "\(shelf.path)/external.qcow2", "1M"))
            await #expect { try await library.prepare(source: "\(shelf.path)/external.qcow2") } throws: { "\($0)".contains("another file") }
            #expect(try await shelf.content() == [])
        }
    }

    @Test func `that are too large are refused by what they claim, however small their file is`() async throws {
        try await Shelf.use { (shelf) async throws in
            let library = try await shelf.library(limits: ImageLimits(diskSize: 1 << 30))
            for format in ["qcow2", "vdi", "vhdx", "vmdk"] {
                let path = "\(shelf.path)/large.\(format)"
                try await shelf.machine.check(Command("qemu-img", "create", "-q", "-f", format, path, "2G"))
                await #expect { try await library.prepare(source: path) } throws: { "\($0)".contains("\(1 << 30) are allowed") }
            }
            #expect(try await shelf.content() == [])
        }
    }

    @Test func `that would take too much when converted are stopped`() async throws {
        try await Shelf.use { (shelf) async throws in
            let bytes = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
            let raw = try await shelf.put("noise.raw", bytes)
            let packed = "\(shelf.path)/noise.vmdk"
            try await shelf.machine.check(
                Command("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, packed))
            let size = try SourceFile(packed, limit: .max).size
            let library = try await shelf.library(limits: ImageLimits(fileSize: size))
            await #expect { try await library.prepare(source: packed) } throws: { "\($0)".contains("takes more than") }
            #expect(try await shelf.content() == [])
        }
    }

    @Test func `are told by their content, a CD before what it also is`() throws {
        var bytes = [UInt8](repeating: 0, count: DiskFormat.length)
        bytes.replaceSubrange(32_769..<32_774, with: Array("CD001".utf8))
        (bytes[510], bytes[511]) = (0x55, 0xAA)
        #expect(try DiskFormat.sniff(bytes, path: "/x") == .iso)
        #expect(try DiskFormat.sniff(Array(bytes.prefix(2048)), path: "/x") == .raw)
        #expect(try DiskFormat.sniff(Array("vhdxfile".utf8), path: "/x") == .vhdx)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let magic = [QCOW2Header.magic, VMDKHeader.magic, []].randomElement(using: &random) ?? []
            let noise = (0..<Int.random(in: 0...1200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? DiskFormat.sniff(magic + noise, path: "/x")
        }
    }

    @Test(arguments: [
        ("debian/12", InstanceType?.some(.virtualMachine), "debian/12/vm"), ("debian", .virtualMachine, "debian/12/vm"),
        ("debian/12", .container, "debian/12"), ("debian/12", nil, "debian/12"), ("debian/12/vm", .virtualMachine, "debian/12/vm"),
        ("tiny", .virtualMachine, "tiny"), ("/debian/12", .virtualMachine, "/debian/12"),
    ])
    func `have a source that depends on what is to be started`(source: String, type: InstanceType?, chosen: String) {
        #expect(Image.source(source, for: type) == chosen)
        #expect(Image.type(ofSource: chosen) == (chosen.hasSuffix("vm") || chosen == "tiny" ? .virtualMachine : .container))
    }
}
