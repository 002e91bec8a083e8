import ArgumentParser
import StrataDriverKit
import TarStreams
import Testing

@testable import strata

@Suite struct `Files on their way into and out of instances` {
    @Test(arguments: [
        ("web:/etc/x", CopyPlace.inside(instance: "web", path: "/etc/x")), ("./a:b", .here("./a:b")), ("a/b:c", .here("a/b:c")),
        ("/a:b", .here("/a:b")), ("x", .here("x")), ("-", .here("-")), ("web:", .inside(instance: "web", path: "")), (":x", .here(":x")),
        ("a:b:c", .inside(instance: "a", path: "b:c")),
    ])
    func `an end of a copy is read`(text: String, place: CopyPlace) { #expect(CopyPlace(argument: text) == place) }

    @Test(arguments: [["a", "b"], ["web:/a", "db:/b"], ["web:a", "b"], ["a", "web:b"], ["-", "web:/x"]])
    func `what is no copy between an instance and here is refused`(ends: [String]) {
        #expect(throws: (any Error).self) { try Copy.parse(ends) }
    }

    @Test func `a tree that is sent and comes back is the same`() async throws {
        try await Self.scratch { directory in
            let script = """
                cd "$1"; mkdir -p in/d/empty; echo one > in/d/one; head -c 700000 /dev/zero > in/big; : > in/none; ln -s ../big in/d/link; mkfifo in/pipe
                chmod 640 in/none; chmod 500 in/d
                """
            try await LocalMachine().check(Command("sh", "-c", script, "sh", directory))
            var said: [String] = []
            let tree = LocalTree("\(directory)/in", named: "out", isRecursive: true, for: "cannot copy") { said.append($0) }
            var archive: [UInt8] = []
            while let bytes = try tree.next() { archive += bytes }
            #expect(tree.files == 3 && tree.bytes == 700_004 && said == ["left out \(directory)/in/pipe: it is no file, directory or link"])
            let placing = LocalPlacing(at: "\(directory)/out", for: "cannot copy") { _ in }
            try await placing.place(Self.reader(archive)) { _ in }
            #expect(placing.files == 3 && placing.bytes == 700_004)
            let difference = try await LocalMachine().run(Command("diff", "-r", "--no-dereference", "\(directory)/in", "\(directory)/out"))
            #expect(difference.text == "Only in \(directory)/in: pipe\n")
            let modes = try await LocalMachine().check(Command("stat", "-c", "%a", "\(directory)/out/none", "\(directory)/out/d"))
            #expect(modes.text == "640\n500\n")
        }
    }

    @Test func `a directory is sent only where that was asked for`() {
        let tree = LocalTree("/etc", named: "etc", isRecursive: false, for: "cannot copy") { _ in }
        #expect(throws: CommandFailure.self) { try tree.next() }
    }

    /// Archives that would write elsewhere than they may.
    private static let hostile: [(String, [TarEntry])] = [
        ("another root", [entry("a", .directory), entry("b/x")]), ("a way up", [entry("a", .directory), entry("a/../../x")]),
        ("a way from the root", [entry("/tmp/strata-hostile")]),
        ("a link's inside", [entry("a", .directory), entry("a/l", .symbolicLink(to: "..")), entry("a/l/x")]),
        (
            "a directory that is a link",
            [entry("a", .directory), entry("a/l", .symbolicLink(to: "..")), entry("a/l", .directory), entry("a/l/x")]
        ),
        ("below a file", [entry("a"), entry("a/x")]), ("two first ones", [entry("a"), entry("a")]),
        ("a second name of what is elsewhere", [entry("a", .directory), entry("a/x", .hardLink(to: "a/../../secret"))]),
        (
            "a second name through a link",
            [entry("a", .directory), entry("a/l", .symbolicLink(to: "..")), entry("a/x", .hardLink(to: "a/l/secret"))]
        ),
        ("below what was never made", [entry("a", .directory), entry("a/b/c")]),
    ]

    private static func entry(_ name: String, _ kind: TarEntry.Kind = .file(1)) -> TarEntry { TarEntry(kind, name, mode: 0o777) }

    @Test(arguments: hostile.map(\.0))
    func `nothing is written but below the target`(name: String) async throws {
        let entries = try #require(Self.hostile.first { $0.0 == name }).1
        try await Self.scratch { directory in
            try await LocalMachine().write("\(directory)/secret", [1])
            let archive =
                entries.flatMap { TarWriter.head($0) + [UInt8](repeating: 7, count: Int($0.size)) + TarWriter.padding($0.size) }
                + TarWriter.end
            let placing = LocalPlacing(at: "\(directory)/target", for: "cannot copy") { _ in }
            await #expect(throws: CommandFailure.self) { try await placing.place(Self.reader(archive)) { _ in } }
            let names = Set(try await LocalMachine().list(directory).map(\.name))
            #expect(names.isSubset(of: ["secret", "target"]))
            #expect(try await LocalMachine().read("\(directory)/secret") == [1])
        }
    }

    @Test func `a file that does not come whole is not there, and what was there stays`() async throws {
        try await Self.scratch { directory in
            try await LocalMachine().write("\(directory)/x", [1])
            let half = TarWriter.head(TarEntry(.file(1000), "x", mode: 0o644)) + [UInt8](repeating: 7, count: 500)
            let placing = LocalPlacing(at: "\(directory)/x", for: "cannot copy") { _ in }
            await #expect(throws: TarError.truncated) { try await placing.place(Self.reader(half)) { _ in } }
            #expect(try await LocalMachine().list(directory).map(\.name) == ["x"])
            #expect(try await LocalMachine().read("\(directory)/x") == [1])
        }
    }

    private static func reader(_ bytes: [UInt8]) -> TarReader {
        let pieces = Pieces(bytes)
        return TarReader { await pieces.next() }
    }

    private static func scratch(_ body: (String) async throws -> Void) async throws {
        let directory = "/tmp/strata-copy-\(UInt64.random(in: 0 ... .max))"
        try await LocalMachine().check(Command("mkdir", directory))
        let result: Result<Void, any Error>
        do { result = .success(try await body(directory)) } catch { result = .failure(error) }
        try await LocalMachine().remove(directory)
        try result.get()
    }
}

/// Bytes in pieces.
private actor Pieces {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(10_000) }
        return Array(rest.prefix(10_000))
    }
}
