import StrataAPI
import Testing

@testable import StrataArchive

struct ArchiveTests {
    private static let head = ArchiveHead(
        instance: ["kind": "Instance", "metadata": ["name": "web"]], createdAt: Timestamp("2026-11-27T08:00:00Z"), architecture: "x86_64",
        command: ["/sbin/init"], stopSignal: "SIGPWR",
        parts: [
            .init(name: "rootfs.tar", form: "RootFileSystem"), .init(name: "empty.raw", form: "RawDisk"),
            .init(name: "b.raw", form: "RawDisk"),
        ])

    private static let disks: [[UInt8]] = [
        (0..<2500).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256 * 13) }, [], [UInt8](repeating: 9, count: 1000),
    ]

    private static func archive(_ head: ArchiveHead = head, _ disks: [[UInt8]] = disks) -> [UInt8] {
        var writer = ArchiveWriter(head, pieceSize: 1000)
        var bytes = writer.begin()
        for disk in disks {
            for start in stride(from: 0, to: disk.count, by: 333) { bytes += writer.write(disk[start..<min(start + 333, disk.count)]) }
            bytes += writer.endPart()
        }
        return bytes + writer.end()
    }

    /// Reads an archive in steps of a size.
    private static func read(_ bytes: [UInt8], by step: Int = 700) throws -> (
        head: ArchiveHead?, disks: [[UInt8]], ends: [Int], manifest: ArchiveManifest
    ) {
        var reader = ArchiveReader()
        var head: ArchiveHead?
        var disks: [[UInt8]] = [[], [], []]
        var ends: [Int] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            for event in try reader.read(Array(bytes[start..<min(start + step, bytes.count)])) {
                switch event {
                case .head(let read): head = read
                case .bytes(let part, let bytes): disks[part] += bytes
                case .partEnd(let part): ends.append(part)
                case .manifest: break
                }
            }
        }
        return (head, disks, ends, try reader.finish())
    }

    @Test(arguments: [1, 511, 512, 513, 100_000])
    func `what was written is read, however it comes`(step: Int) throws {
        let read = try Self.read(Self.archive(), by: step)
        #expect(read.head == Self.head)
        #expect(read.disks == Self.disks)
        #expect(read.ends == [0, 1, 2])
        #expect(read.manifest.parts.map(\.size) == [2500, 0, 1000])
        #expect(read.manifest.parts.map(\.pieces.count) == [3, 0, 1])
    }

    @Test func `every cut is noticed, with its place`() throws {
        let archive = Self.archive()
        // The last bytes are zeros that fill the archive up.
        for length in 0..<archive.count {
            let error = #expect(throws: ArchiveError.self) { try Self.read(Array(archive[..<length]), by: 4096) }
            #expect(error == .truncated(offset: Int64(length)))
        }
    }

    @Test func `every changed byte is noticed`() throws {
        let archive = Self.archive()
        for index in archive.indices {
            var altered = archive
            altered[index] ^= 0x20
            #expect(throws: ArchiveError.self, "byte \(index)") { try Self.read(altered, by: 8192) }
        }
    }

    @Test func `an altered piece is named`() throws {
        var archive = Self.archive()
        let place = try #require(archive.firstRange(of: Array(Self.disks[0][1000..<1200])))
        archive[place.lowerBound] ^= 1
        let error = #expect(throws: ArchiveError.self) { try Self.read(archive) }
        #expect(error == .altered(part: "rootfs.tar", piece: 2))
        #expect("\(try #require(error))" == "the archive was altered in piece 2 of rootfs.tar")
    }

    @Test(
        arguments: [
            [], ["format": "strata.dev/archive"], ["format": "strata.dev/archive", "version": 2],
            ["format": "strata.dev/archive", "version": 1, "instance": [:], "parts": []],
            ["format": "strata.dev/archive", "version": 1, "instance": [:], "parts": [["name": "../x", "form": "RawDisk"]]],
            [
                "format": "strata.dev/archive", "version": 1, "instance": [:],
                "parts": [["name": "a", "form": "R"], ["name": "a", "form": "R"]],
            ],
            ["format": "other", "version": 1, "instance": [:], "parts": [["name": "a", "form": "R"]]],
        ] as [JSONValue])
    func `heads that promise what cannot be are refused`(json: JSONValue) {
        let bytes = TarHeader(name: "archive.json", length: Int64(json.encoded().count)).bytes + json.encoded()
        #expect(throws: ArchiveError.self) { try Self.read(bytes) }
    }

    @Test func `files in another order, of other names and sizes are refused`() throws {
        func file(_ name: String, _ content: [UInt8]) -> [UInt8] {
            TarHeader(name: name, length: Int64(content.count)).bytes + content
                + [UInt8](repeating: 0, count: TarHeader.padding(Int64(content.count)))
        }
        let head = file("archive.json", Self.head.json.encoded())
        let piece = [UInt8](repeating: 1, count: 100)
        for (what, bytes) in [
            ("a piece first", file("parts/rootfs.tar/00000000", piece)), ("a stranger", head + file("etc/passwd", piece)),
            ("a gap", head + file("parts/rootfs.tar/00000001", piece)),
            ("a part that was over", head + file("parts/b.raw/00000000", piece) + file("parts/rootfs.tar/00000000", piece)),
            ("a larger second piece", head + file("parts/rootfs.tar/00000000", piece) + file("parts/rootfs.tar/00000001", piece + piece)),
            (
                "a piece after the last",
                head + file("parts/rootfs.tar/00000000", piece) + file("parts/rootfs.tar/00000001", [1])
                    + file("parts/rootfs.tar/00000002", [1])
            ),
            ("an empty piece", head + file("parts/rootfs.tar/00000000", [])),
            ("a manifest of nothing", head + file("manifest.json", Array("{}".utf8))),
        ] { #expect(throws: ArchiveError.self, "\(what)") { try Self.read(bytes) } }
    }

    @Test func `random bytes and random changes are refused, and never more than refused`() throws {
        var generator = SystemRandomNumberGenerator()
        let archive = Self.archive()
        for _ in 0..<300 {
            let noise = (0..<Int.random(in: 1...3000, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(throws: ArchiveError.self) { try Self.read(noise, by: 97) }
            var altered = archive
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                altered[Int.random(in: altered.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if altered != archive { #expect(throws: ArchiveError.self) { try Self.read(altered, by: 1024) } }
        }
    }
}
