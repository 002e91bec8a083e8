import Glibc
import Testing

@testable import StrataDriverKit

/// What every machine promises about files.
@Suite(.tags(.host), .serialized, .sshServer)
struct MachineFileTests {
    @Test(arguments: MachineKind.allCases, fileNames)
    func `a file of any name is written, read, listed and removed`(kind: MachineKind, name: String) async throws {
        try await kind.run { (machine, directory) async throws in
            let path = "\(directory)/\(name)"
            #expect(try await machine.read(path) == nil)
            #expect(try await !machine.exists(path))
            try await machine.write(path, Array("first".utf8))
            try await machine.write(path, Array("second".utf8), mode: 0o640)
            #expect(try await machine.read(path) == Array("second".utf8))
            #expect(try await machine.exists(path))
            #expect(try await machine.list(directory) == [FileEntry(name: name, kind: .file)])
            #expect(try mode(path) == 0o640)
            try await machine.remove(path)
            #expect(try await machine.list(directory).isEmpty)
            try await machine.remove(path)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `bytes of every value survive, and none at all`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0) }
            try await machine.write("\(directory)/all", bytes)
            #expect(try await machine.read("\(directory)/all") == bytes)
            try await machine.write("\(directory)/none", [])
            #expect(try await machine.read("\(directory)/none") == [])
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `reading more than the limit is refused`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let path = "\(directory)/file"
            try await machine.write(path, [UInt8](repeating: 1, count: 1000))
            #expect(try await machine.read(path, limit: 1000)?.count == 1000)
            await #expect(throws: TransportError.outputTooLarge(of: path, limit: 999)) { try await machine.read(path, limit: 999) }
            #expect(try await machine.read("/proc/self/status")?.isEmpty == false)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `failures carry the system's error`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await machine.write("\(directory)/file", [1])
            await #expect(throws: TransportError.io(path: directory, errno: EISDIR)) { try await machine.read(directory) }
            await #expect(throws: TransportError.io(path: directory, errno: EISDIR)) { try await machine.write(directory, []) }
            await #expect(throws: TransportError.io(path: "\(directory)/no", errno: ENOENT)) { try await machine.list("\(directory)/no") }
            await #expect(throws: TransportError.self) { try await machine.write("\(directory)/no/file", []) }
            await #expect(throws: TransportError.self) { try await machine.makeDirectory("\(directory)/file") }
            #expect(try await machine.read("\(directory)/file/below") == nil)
            #expect(try await !machine.exists("\(directory)/file/below"))
            #expect(try await machine.list(directory) == [FileEntry(name: "file", kind: .file)])
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a list tells kinds apart and does not follow links`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await machine.makeDirectory("\(directory)/.hidden")
            try await machine.write("\(directory)/a file", [])
            try #require(symlink("/nowhere", "\(directory)/dangling") == 0)
            try #require(symlink("/etc", "\(directory)/link") == 0)
            try #require(mkfifo("\(directory)/pipe", 0o600) == 0)
            #expect(
                try await machine.list(directory) == [
                    FileEntry(name: ".hidden", kind: .directory), FileEntry(name: "a file", kind: .file),
                    FileEntry(name: "dangling", kind: .symbolicLink), FileEntry(name: "link", kind: .symbolicLink),
                    FileEntry(name: "pipe", kind: .other),
                ])
            #expect(try await !machine.exists("\(directory)/dangling"))
            #expect(try await machine.read("\(directory)/dangling") == nil)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `directories are made with their parents, once`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let path = "\(directory)/a/b c/d"
            try await machine.makeDirectory(path, mode: 0o710)
            try await machine.makeDirectory(path, mode: 0o777)
            #expect(try mode(path) == 0o710)
            #expect(try mode("\(directory)/a") == 0o755)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `writing replaces a link instead of following it`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await machine.write("\(directory)/target", [1])
            try #require(symlink("\(directory)/target", "\(directory)/link") == 0)
            try await machine.write("\(directory)/link", [2])
            #expect(try await machine.read("\(directory)/target") == [1])
            #expect(try await machine.list(directory).map(\.kind) == [.file, .file])
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `removing a tree removes links, not what they point to`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await machine.makeDirectory("\(directory)/keep")
            try await machine.write("\(directory)/keep/file", [1])
            try await machine.makeDirectory("\(directory)/tree/x/y")
            try await machine.write("\(directory)/tree/x/file", [1])
            try #require(symlink("\(directory)/keep", "\(directory)/tree/x/link") == 0)
            try await machine.remove("\(directory)/tree")
            #expect(try await machine.list(directory).map(\.name) == ["keep"])
            #expect(try await machine.exists("\(directory)/keep/file"))
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a very deep tree is removed`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await LocalMachine().check(
                Command(
                    "sh", "-c",
                    "cd \"$1\" && i=0; while [ $i -lt 20 ]; do mkdir -p $(printf 'd/%.0s' $(seq 50)) && cd -P $(printf 'd/%.0s' $(seq 50)); : >f; i=$((i + 1)); done",
                    "sh", directory))
            try await machine.remove("\(directory)/d")
            #expect(try await machine.list(directory).isEmpty)
        }
    }

    @Test(arguments: MachineKind.allCases, ["/", "//", "relative", "", "/tmp/..", "/tmp/../etc", "/tmp/.", "/.."])
    func `what must never be removed is refused`(kind: MachineKind, path: String) async throws {
        try await kind.run { (machine, _) async throws in
            let error = await #expect(throws: TransportError.self) { try await machine.remove(path) }
            guard case .invalidArgument = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a tree with a mount in it is left whole`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let mounted = "\(directory)/tree/mounted here"
            try await machine.makeDirectory(mounted)
            try await machine.write("\(directory)/tree/a", [1])
            try await machine.makeDirectory("\(directory)/source")
            try await machine.write("\(directory)/source/precious", [1])
            // A bind mount of the same file system, which looking at device numbers alone would miss.
            try await LocalMachine().check(Command("mount", "--bind", "\(directory)/source", mounted))
            for path in ["\(directory)/tree", mounted] {
                await #expect(throws: TransportError.io(path: path, errno: EBUSY)) { try await machine.remove(path) }
            }
            #expect(try await machine.exists("\(directory)/source/precious"))
            #expect(try await machine.exists("\(directory)/tree/a"))
            try await LocalMachine().check(Command("umount", mounted))
            try await machine.remove("\(directory)/tree")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `large files go there and back with their progress`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            let size = 12_345_678
            try await LocalMachine().check(Command("sh", "-c", "head -c \(size) /dev/urandom >\"$1/from\"", "sh", directory))
            let up = ProgressRecord()
            let down = ProgressRecord()
            try await machine.upload("\(directory)/from", to: "\(directory)/it's there", mode: 0o600) { up.note($0) }
            try await machine.download("\(directory)/it's there", to: "\(directory)/back", mode: 0o644) { down.note($0) }
            try await LocalMachine().check(Command("cmp", "\(directory)/from", "\(directory)/back"))
            #expect(up.last == size && down.last == size)
            #expect(up.isRising && down.isRising && up.count > 5 && down.count > 5)
            #expect(try mode("\(directory)/it's there") == 0o600)
            #expect(try await machine.list(directory).count == 3)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a cancelled upload leaves nothing`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            try await LocalMachine().check(Command("truncate", "-s", "2G", "\(directory)/from"))
            let begun = Promise<Void>()
            try await machine.makeDirectory("\(directory)/to")
            let task = Task {
                try await machine.upload("\(directory)/from", to: "\(directory)/to/file", mode: 0o644) { _ in begun.fulfil(()) }
            }
            _ = await begun.value()
            task.cancel()
            await #expect(throws: TransportError.cancelled) { try await task.value }
            try await eventually { try await machine.list("\(directory)/to").isEmpty }
        }
    }

    @Test(arguments: MachineKind.allCases)
    func `a failed download names the file and leaves nothing`(kind: MachineKind) async throws {
        try await kind.run { (machine, directory) async throws in
            await #expect(throws: TransportError.io(path: "\(directory)/no", errno: ENOENT)) {
                try await machine.download("\(directory)/no", to: "\(directory)/here")
            }
            await #expect(throws: TransportError.io(path: "\(directory)/no", errno: ENOENT)) {
                try await machine.upload("\(directory)/no", to: "\(directory)/there")
            }
            #expect(try await machine.list(directory).isEmpty)
        }
    }

    @Test func `a full disk is told and keeps the old file`() async throws {
        for kind in MachineKind.allCases {
            try await kind.run { (machine, directory) async throws in
                try await machine.makeDirectory("\(directory)/small")
                try await LocalMachine().check(Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "\(directory)/small"))
                try await machine.write("\(directory)/small/file", [1])
                await #expect(throws: TransportError.io(path: "\(directory)/small/file", errno: ENOSPC)) {
                    try await machine.write("\(directory)/small/file", [UInt8](repeating: 2, count: 200_000))
                }
                #expect(try await machine.read("\(directory)/small/file") == [1])
                #expect(try await machine.list("\(directory)/small").count == 1)
                try await LocalMachine().check(Command("umount", "\(directory)/small"))
            }
        }
    }
}

private let fileNames = [
    "plain", "-rf", "--", "with space", "it's", "\"quoted\"", "line\nfeed", "$(touch pwned)", "`id`", "*", "a\\b", "größe 🚀", ".hidden",
    "..x",
    "\u{1}\u{1b}[2J", String(repeating: "n", count: 255),
]

private func mode(_ path: String) throws -> UInt32 {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_mode & 0o7777
}
