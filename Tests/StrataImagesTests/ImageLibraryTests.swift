import Glibc
import StrataDriverKit
import Synchronization
import Testing

@testable import StrataImages

@Suite(.timeLimit(.minutes(2)))
struct ImageLibraryTests {
    @Test(
        arguments: [
            ("tar", [], ".tar"), ("gz", ["gzip", "-n"], ".tar.gz"), ("xz", ["xz"], ".tar.xz"), ("zst", ["zstd", "-q"], ".tar.zst"),
        ] as [(String, [String], String)])
    func `a tarball is told by its content and stored by its digest`(name: String, packer: [String], suffix: String) async throws {
        try await Shelf.use { shelf in
            let plain = try await shelf.put("system", Shelf.system())
            if !packer.isEmpty {
                let packed = try await shelf.machine.check(
                    Command(executable: packer[0], arguments: packer.dropFirst() + ["-c"], input: Shelf.system()))
                _ = try await shelf.put("system", packed.output)
            }
            let library = try await shelf.library()
            let steps = Mutex<[ImageProgress]>([])
            let image = try await library.prepare(source: plain) { step in steps.withLock { $0.append(step) } }
            #expect(image.path == "\(shelf.directory)/blobs/sha256/\(image.digest.dropFirst(7))\(suffix)")
            let sum = try await shelf.machine.check(Command("sha256sum", image.path))
            #expect("sha256:\(sum.text.prefix(64))" == image.digest)
            #expect(image.command == ["/bin/sh"])
            #expect(image.architecture == Architecture.machine)
            #expect(try await library.find(source: plain) == image)
            #expect(try await library.find(digest: image.digest)?.sources == [plain])
            let percents = steps.withLock { $0.compactMap(\.percent) }
            #expect(percents == percents.sorted())
            #expect(percents.last == 100)
        }
    }

    @Test
    func `two sources with the same bytes share one file`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let first = try await library.prepare(source: try await shelf.put("a.tar", Shelf.system()))
            let second = try await library.prepare(source: try await shelf.put("b.tar", Shelf.system()), architecture: "aarch64")
            #expect(first.path == second.path)
            #expect(second.architecture == "arm64")
            #expect(try await library.stored().map(\.sources) == [["\(shelf.path)/a.tar", "\(shelf.path)/b.tar"]])
            #expect(try await shelf.content().count == 2)
        }
    }

    @Test
    func `a file that changed is imported again, and one that did not is not`() async throws {
        try await Shelf.use { shelf in
            let machine = StagedMachine()
            let library = try await shelf.library(machine)
            let path = try await shelf.put("a.tar", Shelf.system("one"))
            let first = try await library.prepare(source: path)
            let starts = machine.starts(of: "timeout")
            #expect(try await library.prepare(source: path) == first)
            #expect(machine.starts(of: "timeout") == starts)
            _ = try await shelf.put("a.tar", Shelf.system("two"))
            let second = try await library.prepare(source: path)
            #expect(second.digest != first.digest)
            #expect(try await library.find(source: path) == second)
            #expect(try await library.stored().count == 2)
        }
    }

    @Test
    func `an image that was removed is gone from disk and can come again`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let path = try await shelf.put("a.tar", Shelf.system())
            let image = try await library.prepare(source: path)
            #expect(try await library.remove(digest: image.digest))
            #expect(try await !library.remove(digest: image.digest))
            #expect(try await !library.remove(digest: "../../etc/passwd"))
            #expect(try await shelf.content().isEmpty)
            #expect(try await library.find(source: path) == nil)
            #expect(try await library.prepare(source: path) == image)
        }
    }

    @Test
    func `an opened library keeps whole images and removes what was half-made`() async throws {
        try await Shelf.use { shelf in
            let path = try await shelf.put("a.tar", Shelf.system("a"))
            let other = try await shelf.put("b.tar", Shelf.system("b"))
            var image: StoredImage
            var lost: StoredImage
            do {
                let library = try await shelf.library()
                image = try await library.prepare(source: path)
                lost = try await library.prepare(source: other)
            }
            try await shelf.machine.makeDirectory("\(shelf.directory)/work/1234/deep")
            try await shelf.machine.write("\(shelf.directory)/work/1234/deep/rootfs.tar", [1])
            try await shelf.machine.write("\(shelf.directory)/blobs/sha256/feed.tar", [1])
            try await shelf.machine.write("\(shelf.directory)/images/feed.json", Array("{\"version\":1".utf8))
            try await shelf.machine.write(lost.path, [1])
            let library = try await shelf.library()
            #expect(try await library.stored().map(\.image) == [image])
            #expect(try await shelf.content().count == 2)
            #expect(try await library.find(source: path) == image)
        }
    }

    @Test
    func `one process at a time uses a library`() async throws {
        try await Shelf.use { shelf in
            let first = try await shelf.library()
            await #expect(throws: ImageError.locked(directory: shelf.directory)) { try await shelf.library() }
            #expect(try await first.stored().isEmpty)
        }
    }

    @Test(arguments: ["directory", "fifo", "/dev/zero", "missing", "link to fifo"])
    func `what is no regular file is refused at once`(kind: String) async throws {
        try await Shelf.use { shelf in
            var path = "\(shelf.path)/it"
            switch kind {
            case "directory": try await shelf.machine.makeDirectory(path)
            case "fifo": #expect(mkfifo(path, 0o600) == 0)
            case "link to fifo":
                #expect(mkfifo("\(path)-pipe", 0o600) == 0)
                #expect(symlink("\(path)-pipe", path) == 0)
            case "missing": break
            default: path = kind
            }
            let error = await #expect(throws: ImageError.self) { try await shelf.library().prepare(source: path) }
            #expect(error?.description.contains(path) == true)
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test
    func `a file over the limit is refused before it is copied`() async throws {
        try await Shelf.use { shelf in
            let path = try await shelf.put("a.tar", Shelf.system())
            let library = try await shelf.library(limits: ImageLimits(fileSize: 1000))
            let error = await #expect(throws: ImageError.self) { try await library.prepare(source: path) }
            #expect(error?.description.contains("1000 are allowed") == true)
        }
    }

    @Test(arguments: [("busybox", "s390x"), ("debian/12", "arm64x")])
    func `recipes are for this machine's architecture`(source: String, architecture: String) async throws {
        try await Shelf.use { shelf in
            let expected = ImageError.foreignArchitecture(source: source, wanted: architecture, machine: Architecture.machine)
            await #expect(throws: expected) { try await shelf.library().prepare(source: source, architecture: architecture) }
            await #expect(throws: ImageError.self) { try await shelf.library().prepare(source: source, architecture: "x; reboot") }
        }
    }

    @Test
    func `a missing mmdebstrap is named with its package`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library(StagedMachine(program: "mmdebstrap"))
            await #expect(throws: ImageError.missingProgram("mmdebstrap", package: "mmdebstrap")) {
                try await library.prepare(source: "debian/12")
            }
        }
    }

    @Test(.tags(.host))
    func `a full disk is told and leaves nothing`() async throws {
        try await Shelf.use { shelf in
            let big = try await shelf.put("a.tar", Shelf.system(String(repeating: "a", count: 4 << 20)))
            try await shelf.machine.makeDirectory(shelf.directory)
            try await shelf.machine.check(Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", shelf.directory))
            do {
                let library = try await shelf.library()
                await #expect(throws: ImageError.diskFull(directory: shelf.directory)) { try await library.prepare(source: big) }
                await #expect(throws: ImageError.diskFull(directory: shelf.directory)) { try await library.prepare(source: "busybox") }
                #expect(try await shelf.content().isEmpty)
            }
            try await shelf.machine.check(Command("umount", shelf.directory))
        }
    }
}
