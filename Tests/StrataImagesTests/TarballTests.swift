import StrataDriverKit
import Testing

@testable import StrataImages

struct TarballTests {
    @Test(arguments: [
        (#"-rw-r--r-- 0/0 123 2026-01-01 00:00 "./etc/passwd""#, ListedEntry.Kind.file, "./etc/passwd"),
        (#"drwxr-xr-x 0/0 0 2026-01-01 00:00 "./""#, .directory, "./"),
        (#"crw-rw-rw- 0/0 1,3 2026-01-01 00:00 "dev/null""#, .device, "dev/null"),
        (#"lrwxrwxrwx 0/0 0 2026-01-01 00:00 "a -> b" -> "c \" d""#, .symbolicLink(to: "c \" d"), "a -> b"),
        (#"hrw-r--r-- 0/0 0 2026-01-01 00:00 "x\ny" link to "z""#, .hardLink(to: "z"), "x\ny"),
        (#"-rw-r--r-- 0/0 0 2026-01-01 00:00 "\303\244\\""#, .file, "ä\\"),
        (#"prw-r--r-- 0/0 0 2026-01-01 00:00 "pipe""#, .other, "pipe"),
    ])
    func `an entry is read as tar shows it`(line: String, kind: ListedEntry.Kind, name: String) throws {
        let entry = try #require(ListedEntry(line: line))
        #expect(entry.kind == kind)
        #expect(entry.name == name)
    }

    @Test(arguments: [
        "", "x", #"-rw-r--r-- "no size""#, #"-rw-r--r-- 0/0 1 2026-01-01 00:00 "open"#, #"lrwxrwxrwx 0/0 0 2026 00:00 "a" -> b"#,
    ])
    func `a line of another form is no entry`(line: String) {
        #expect(ListedEntry(line: line) == nil)
    }

    @Test(arguments: [
        ("/lib/systemd/systemd", "SIGRTMIN+3"), ("/bin/busybox", "SIGUSR2"), ("../bin/busybox", "SIGUSR2"), ("/sbin/openrc-init", "SIGPWR"),
    ])
    func `the first process tells how to stop a system`(target: String, signal: String) throws {
        var system = RootFileSystem(path: "/x", limits: ImageLimits())
        try system.add(#require(ListedEntry(line: #"lrwxrwxrwx 0/0 0 2026-01-01 00:00 "./usr/sbin/init" -> "\#(target)""#)))
        let start = try system.finish()
        #expect(start.stopSignal == signal)
        #expect(start.command == ["/sbin/init"])
    }

    @Test
    func `what tar writes is what tar reads, and always the same`() async throws {
        try await Shelf.use { shelf in
            let program = [UInt8](repeating: 7, count: 1000)
            let bytes = BusyboxRecipe.tar(StaticBusybox(program: program, applets: ["sbin/init", "bin/sh", "usr/bin/awk"]))
            #expect(bytes == BusyboxRecipe.tar(StaticBusybox(program: program, applets: ["usr/bin/awk", "bin/sh", "sbin/init"])))
            #expect(bytes.count % 10_240 == 0)
            let path = try await shelf.put("x.tar", bytes)
            let listing = try await shelf.machine.check(Command("tar", "-tvf", path))
            #expect(listing.errors.isEmpty)
            #expect(listing.text.contains("./usr/bin/awk -> ../../bin/busybox\n"))
            #expect(listing.text.contains("drwxrwxrwt root/root         0 2000-01-01"))
            try await shelf.machine.makeDirectory("\(shelf.path)/out")
            try await shelf.machine.check(Command("tar", "-C", "\(shelf.path)/out", "-xf", path))
            #expect(try await shelf.machine.read("\(shelf.path)/out/bin/sh") == program)
        }
    }

    @Test(arguments: ["/bin/busybox"])
    func `a static program is told from others`(path: String) async throws {
        let bytes = try #require(try await LocalMachine().read(path))
        #expect(StaticExecutable.isStatic(bytes))
        #expect(!StaticExecutable.isStatic(try #require(try await LocalMachine().read("/usr/bin/tar"))))
        #expect(!StaticExecutable.isStatic(Array(bytes.prefix(100))))
        #expect(!StaticExecutable.isStatic([]))
    }

    @Test(arguments: [
        ("/etc/passwd", "0", "", "an absolute name"), ("../x", "0", "", "leads out"), ("a/../../x", "5", "", "leads out"),
        ("etc/null", "3", "", "a device node outside of /dev"), ("escape/passwd", "0", "", "behind the symbolic link escape"),
        ("x", "1", "../../etc/shadow", "leads out"), ("x", "1", "/etc/shadow", "an absolute name"), ("x", "1", "escape/shadow", "behind"),
    ])
    func `an entry that no honest system has is refused by name`(name: String, type: String, link: String, reason: String) async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let path = try await shelf.put("x.tar", Shelf.hostile(name, type: type, link: link))
            let error = await #expect(throws: ImageError.self) { try await library.prepare(source: path) }
            guard case .refusedEntry(path, name, let why) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(why.contains(reason))
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test
    func `a device node in dev is let pass`() async throws {
        try await Shelf.use { shelf in
            let path = try await shelf.put("x.tar", Shelf.hostile("./dev/null", type: "3"))
            #expect(try await shelf.library().prepare(source: path).command == ["/bin/sh"])
        }
    }

    @Test
    func `a tarball that unpacks to more than allowed is refused without unpacking it`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let path = try await shelf.put("x.tar", Shelf.hostile("big", size: 8_589_934_591))
            let small = ImageLimits(unpackedSize: 1 << 20)
            let error = await #expect(throws: ImageError.self) {
                try await TarballCheck(machine: shelf.machine, limits: small).check(path, format: .plain, shownAs: path)
            }
            #expect(error?.description.contains("more than 1048576 bytes") == true)
            let many = try await shelf.put("y.tar", Shelf.system())
            let error2 = await #expect(throws: ImageError.self) {
                try await TarballCheck(machine: shelf.machine, limits: ImageLimits(entries: 2)).check(many, format: .plain, shownAs: many)
            }
            #expect(error2?.description.contains("more than 2 entries") == true)
            _ = library
        }
    }

    @Test(
        arguments: [
            ([], "it is empty"), (Array("hello".utf8), "neither a tar file"), (Array("BZh91AY&SY".utf8), "bzip2"),
            (Array("QFI".utf8) + [0xFB, 0], "disk image"),
            (Array("PK".utf8) + [3, 4, 0], "ZIP"), ([0x7F] + Array("ELF".utf8), "a program"), ([0x1F, 0x8B, 8, 0, 1, 2, 3], "gzip"),
            ([0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0], "child returned"), ([UInt8](repeating: 0, count: 10_240), "neither a tar file"),
            (Shelf.hostile("big", size: 1 << 20), "unexpected EOF"), (Array(Shelf.system().prefix(700)), "cut short"),
            (Array(Shelf.system().prefix(512)), "cut short"),
        ] as [([UInt8], String)])
    func `a file that is no tarball is refused with what it is`(bytes: [UInt8], reason: String) async throws {
        try await Shelf.use { shelf in
            let path = try await shelf.put("x.tar", bytes)
            let error = await #expect(throws: ImageError.self) { try await shelf.library().prepare(source: path) }
            #expect(error?.description.lowercased().contains(reason.lowercased()) == true, "\(error?.description ?? "no error")")
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test(arguments: ["manifest.json", "rootfs/bin/sh"])
    func `an archive that only contains a system is refused with what to do`(name: String) async throws {
        try await Shelf.use { shelf in
            var tar = TarImage()
            tar.addFile(name, [])
            tar.finish()
            let path = try await shelf.put("x.tar", tar.bytes)
            let error = await #expect(throws: ImageError.self) { try await shelf.library().prepare(source: path) }
            #expect(error?.description.contains("with: ") == true)
        }
    }
}
