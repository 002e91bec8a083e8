import StrataDriverKit
import TarStreams
import Testing

@Suite struct `Archives as they stream` {
    private static let long = (0..<40).map { "directory-\($0)" }.joined(separator: "/")

    private static let entries: [(TarEntry, [UInt8])] = [
        (TarEntry(.directory, "a", mode: 0o750, user: 5, group: 6, modified: 1_700_000_000), []),
        (TarEntry(.file(5), "a/b c\u{E9}", mode: 0o640, user: 3_000_000, group: 4_000_000), Array("hello".utf8)),
        (TarEntry(.file(0), "a/empty", mode: 0o600), []),
        (TarEntry(.file(1024), "a/even", mode: 0o600), [UInt8](repeating: 7, count: 1024)),
        (TarEntry(.symbolicLink(to: "../\(long)"), "a/link", mode: 0o777), []),
        (TarEntry(.file(3), "a/\(long)/file", mode: 0o644), [1, 2, 3]), (TarEntry(.hardLink(to: "a/empty"), "a/other", mode: 0o600), []),
    ]

    private static var archive: [UInt8] {
        entries.flatMap { TarWriter.head($0.0) + $0.1 + TarWriter.padding($0.0.size) } + TarWriter.end
    }

    /// A reader of bytes that come in pieces of a size.
    private static func reader(_ bytes: [UInt8], by size: Int = 512) -> TarReader {
        let pieces = Pieces(bytes, size)
        return TarReader { await pieces.next() }
    }

    @Test(arguments: [1, 7, 512, 1000, 1 << 20])
    func `what was written is read, in pieces of any size`(size: Int) async throws {
        let reader = Self.reader(Self.archive, by: size)
        for (entry, content) in Self.entries {
            #expect(try await reader.next() == entry)
            var found: [UInt8] = []
            while let bytes = try await reader.content() { found += bytes }
            #expect(found == content)
        }
        #expect(try await reader.next() == nil)
        #expect(try await reader.next() == nil)
    }

    @Test func `content that nobody reads is passed over`() async throws {
        let reader = Self.reader(Self.archive)
        for (entry, _) in Self.entries { #expect(try await reader.next() == entry) }
        #expect(try await reader.next() == nil)
    }

    @Test func `what is cut short anywhere is truncated`() async throws {
        let bytes = Self.archive
        for count in stride(from: 0, to: bytes.count - 1024, by: 97) {
            let reader = Self.reader(Array(bytes.prefix(count)))
            await #expect(throws: TarError.truncated, "after \(count) bytes") { while try await reader.next() != nil {} }
        }
    }

    @Test func `a damaged header, and a size that no file has, are refused`() async throws {
        var damaged = Self.archive
        damaged[3] ^= 1
        await #expect(throws: TarError.self) { _ = try await Self.reader(damaged).next() }
        let size = Array("30 size=9223372036854775807\n".utf8)
        let record = TarEntry(.other(UInt8(ascii: "x")), "x", mode: 0)
        var head = TarWriter.head(record)
        head.replaceSubrange(124..<135, with: Array("00000000034".utf8))
        let sum = head.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        head.replaceSubrange(
            148..<154, with: Array((String(repeating: "0", count: 6 - String(sum, radix: 8).count) + String(sum, radix: 8)).utf8))
        let bytes = head + size + TarWriter.padding(Int64(size.count)) + TarWriter.head(TarEntry(.file(1), "f", mode: 0))
        await #expect(throws: TarError.self) { _ = try await Self.reader(bytes).next() }
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../../x", "", ".", "a\u{0}b"])
    func `a name that leads out of where it is put has no path`(name: String) {
        #expect(TarEntry(.directory, name, mode: 0).path == nil)
    }

    @Test func `what tar makes is read, and what is written tar reads`() async throws {
        let machine = LocalMachine()
        let directory = "/tmp/strata-tar-\(UInt64.random(in: 0 ... .max))"
        let script = #"""
            set -e; mkdir -p "$1/in/$2" "$1/out"; cd "$1/in"; echo one > "$2/one"; ln "$2/one" two; ln -s "$2/one" three; mkfifo four; truncate -s 3000 five
            tar -c --format="$3" -f ../a.tar .
            """#
        for format in ["gnu", "posix", "ustar"] {
            let deep = format == "ustar" ? "d" : Self.long
            try await machine.check(Command("sh", "-c", script, "sh", directory, deep, format))
            let reader = Self.reader(try #require(try await machine.read("\(directory)/a.tar")), by: 4096)
            var found: [String: TarEntry.Kind] = [:]
            while let entry = try await reader.next() { found[entry.path?.joined(separator: "/") ?? ""] = entry.kind }
            #expect(found["three"] == .symbolicLink(to: "\(deep)/one"))
            #expect(found["five"] == .file(3000) && found["four"] == .other(UInt8(ascii: "6")))
            #expect([found["two"], found["\(deep)/one"]].contains(.file(4)))
            #expect(found.values.contains { if case .hardLink = $0 { true } else { false } })
            try await machine.remove(directory)
        }
        try await machine.check(Command("mkdir", "-p", directory))
        try await machine.write("\(directory)/ours.tar", Self.archive)
        let listed = try await machine.check(Command("tar", "-tf", "\(directory)/ours.tar", "--quoting-style=literal"))
        #expect(
            listed.text.split(separator: "\n").map(String.init)
                == Self.entries.map { $0.0.kind == .directory ? "\($0.0.name)/" : $0.0.name })
        try await machine.remove(directory)
    }
}

/// Bytes in pieces of a size.
private actor Pieces {
    private var rest: ArraySlice<UInt8>
    private let size: Int

    init(_ bytes: [UInt8], _ size: Int) { (rest, self.size) = (bytes[...], size) }

    func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}
