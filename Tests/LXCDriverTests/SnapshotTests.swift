import Glibc
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXCDriver
@testable import StrataLinuxHost

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A container's snapshots` {
    private static let order = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "before"))

    @Test(arguments: Way.allCases, [false, true])
    func `are taken once, reverted to and removed, whether it runs or not`(way: Way, privileged: Bool) async throws {
        try await Place.use(way) { place in
            let driver = place.driver
            let id = try await driver.create(place.order("snap-\(way)-\(privileged ? "root" : "map")", privileged: privileged))
            let uid = UID.random()
            let order = SnapshotOrder(uid: uid, name: ObjectName(namespace: "default", name: "s1"))
            try await driver.start(id)
            let prepare = """
                echo one >/root/file && chmod 4750 /root/file && ln /root/file /root/link && ln -s file /root/symlink && rm -r /var && mkdir /var && rm /bin/wc
                """
            #expect(try await place.run(id, "sh", "-c", prepare).exit == .exited(0))
            let taken = try await driver.takeSnapshot(id, order)
            #expect(try await driver.takeSnapshot(id, order) == taken)
            #expect(try await driver.observe(id)?.power == .running, "it runs on")
            let shown = try await driver.snapshots(id)
            #expect(shown.map(\.owner) == [uid])
            #expect(try #require(shown.first?.size).value > 0)
            #expect(Timestamp.now().since(try #require(shown.first?.createdAt)) < .seconds(60))

            #expect(try await place.run(id, "sh", "-c", "echo two >/root/file; touch /var/new /bin/wc").exit == .exited(0))
            for _ in 0..<2 { try await driver.revert(id, to: taken) }
            #expect(try await driver.observe(id)?.power == .stopped)
            try await driver.start(id)
            let look = "cat /root/file /root/symlink; ls -l /root/file; ls /var; [ -e /bin/wc ] || echo gone; ls -i /root/file /root/link"
            let seen = try await place.run(id, "sh", "-c", look).text.split(separator: "\n").map(String.init)
            #expect(Array(seen.prefix(3)).map { $0.prefix(10) } == ["one", "one", "-rwsr-x---"])
            #expect(seen.contains("gone"))
            let inodes = seen.suffix(2).map { $0.split(separator: " ").first ?? "" }
            #expect(inodes[0] == inodes[1], "a hard link stays one")
            #expect(!seen.contains("new"))

            await #expect(throws: DriverError.self) { try await driver.deleteSnapshot(id, taken, owner: .random()) }
            for _ in 0..<2 { try await driver.deleteSnapshot(id, taken, owner: uid) }
            #expect(try await driver.snapshots(id).isEmpty)
            await #expect(throws: DriverError.self) { try await driver.revert(id, to: taken) }
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await driver.snapshots(id).isEmpty)
        }
    }

    @Test func `what the kernel knows of a file beside its bytes is kept`() async throws {
        try await Place.use { place in
            let driver = place.driver
            let id = try await driver.create(place.order("snap-attributes"))
            let upper = "\(place.path)/\(id.text)/upper"
            let script = #"""
                cd "$1"; : >f; setfattr -n user.note -v kept f; setcap cap_net_raw+ep f 2>/dev/null || :; truncate -s 64M sparse; mknod gone c 0 0
                chown 1879048200:1879048201 f; touch -d '2001-02-03 04:05:06' f
                """#
            try await LocalMachine().check(Command("sh", "-c", script, "sh", upper))
            let taken = try await driver.takeSnapshot(id, Self.order)
            let tree = "\(place.path)/\(id.text)/snapshots/\(taken)/tree"
            let look = #"""
                cd "$1"; getfattr -m - -d f; stat -c '%u %g %Y %a' f; stat -c '%t %T %F' gone; [ "$(du -k sparse | cut -f1)" -lt 1000 ] && echo sparse
                """#
            let before = try await LocalMachine().check(Command("sh", "-c", look, "sh", upper)).text
            #expect(try await LocalMachine().check(Command("sh", "-c", look, "sh", tree)).text == before)
            #expect(before.contains("kept") && before.contains("sparse"))
        }
    }

    @Test func `are refused with memory, and where there is no container`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("snap-refused"))
            var order = Self.order
            order.withMemory = true
            let error = await #expect(throws: DriverError.self) { try await place.driver.takeSnapshot(id, order) }
            #expect(error?.reason == "Unsupported")
            let none = await #expect(throws: DriverError.self) { try await place.driver.takeSnapshot(NativeID("none"), Self.order) }
            #expect(none?.reason == "NotFound")
            try await place.driver.deleteSnapshot(NativeID("none"), SnapshotID(Self.order.uid.text), owner: Self.order.uid)
            for hostile in ["../x", "", "-rf", "a/b", "$(touch x)"] {
                await #expect(throws: DriverError.self) { try await place.driver.revert(id, to: SnapshotID(hostile)) }
            }
        }
    }

    /// Every command that takes a snapshot can be the last before the process is gone: the next call finishes what was begun.
    @Test func `a frozen container and half a copy are put right by the next call`() async throws {
        try await Place.use { place in
            let driver = place.driver
            let id = try await driver.create(place.order("snap-killed"))
            try await driver.start(id)
            try await driver.pause(id)
            let shelf = "\(place.path)/\(id.text)/snapshots"
            try await LocalMachine().check(
                Command(
                    "sh", "-c", #"mkdir -p "$1/$2.partial/tree/etc" "$1/lost.partial"; : >"$1/still""#, "sh", shelf, Self.order.uid.text))
            let taken = try await driver.takeSnapshot(id, Self.order)
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await driver.snapshots(id).map(\.id) == [taken])
            #expect(try await LocalMachine().list(shelf).map(\.name).sorted() == [taken.text, "lock"].sorted())
        }
    }

    @Test func `a container that was paused stays so`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("snap-paused"))
            try await place.driver.start(id)
            try await place.driver.pause(id)
            _ = try await place.driver.takeSnapshot(id, Self.order)
            #expect(try await place.driver.observe(id)?.power == .paused)
        }
    }

    @Test(arguments: [false, true])
    func `a clone has the disk of its source, and outlives it`(privileged: Bool) async throws {
        try await Place.use { place in
            let driver = place.driver
            let source = place.order("clone-of-\(privileged)", privileged: privileged)
            let id = try await driver.create(source)
            try await driver.start(id)
            #expect(try await place.run(id, "sh", "-c", "echo then >/root/file; echo 0123 >/etc/machine-id").exit == .exited(0))
            let taken = try await driver.takeSnapshot(id, Self.order)
            #expect(try await place.run(id, "sh", "-c", "echo now >/root/file").exit == .exited(0))
            var (first, second) = (
                place.order("clone-now-\(privileged)", privileged: privileged),
                place.order("clone-then-\(privileged)", privileged: privileged)
            )
            (first.image, second.image) = (nil, nil)
            let now = try await driver.clone(first, of: id, at: nil)
            #expect(try await driver.clone(first, of: id, at: nil) == now)
            let then = try await driver.clone(second, of: id, at: taken)
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: source.uid)
            for (clone, word, order) in [(now, "now", first), (then, "then", second)] {
                #expect(try await driver.observe(clone)?.owner == order.uid)
                try await driver.start(clone)
                #expect(try await place.run(clone, "cat", "/root/file").text == "\(word)\n")
                #expect(try await place.run(clone, "hostname").text == "\(order.hostname)\n")
                #expect(try await place.run(clone, "cat", "/etc/machine-id").text == "")
            }
            let other = place.order("clone-other-\(privileged)", privileged: !privileged)
            let error = await #expect(throws: DriverError.self) { try await driver.clone(other, of: now, at: nil) }
            #expect(error?.reason == "Refused")
            #expect("\(try #require(error))".contains("spec.stack.lxc.privileged"))
        }
    }

    @Test(arguments: Way.allCases, [false, true])
    func `an export is a tarball of all that is inside, from which the same is made again`(way: Way, privileged: Bool) async throws {
        try await Place.use(way) { place in
            let driver = place.driver
            let id = try await driver.create(place.order("export-of-\(way)-\(privileged)", privileged: privileged))
            try await driver.start(id)
            #expect(try await place.run(id, "sh", "-c", "echo kept >/root/file; rm /bin/wc").exit == .exited(0))
            let export = try await driver.export(id, at: nil)
            #expect(export.parts.map(\.name) == ["rootfs.tar"])
            #expect(export.command == ["/sbin/init"])
            #expect(export.stopSignal == "SIGUSR2")
            let session = try await export.parts[0].open()
            var bytes: [UInt8] = []
            for try await chunk in session.output where chunk.stream == .standardOutput { bytes += chunk.bytes }
            #expect(try await session.exit == .exited(0))
            await export.close()
            #expect(try await driver.observe(id)?.power == .running)
            let archive = "\(place.directory)/export.tar"
            try await LocalMachine().write(archive, bytes, mode: 0o600)
            let listing = try await LocalMachine().check(Command("tar", "--numeric-owner", "-tvf", archive)).text
            #expect(listing.contains("0/0"))
            #expect(!listing.contains("1879048192") && !listing.contains("/bin/wc") && listing.contains("./root/file"))

            let image = StoredImage(
                digest: "sha256:" + String(repeating: "e", count: 64), path: archive, size: Int64(bytes.count), type: .container,
                architecture: export.architecture, command: export.command, stopSignal: export.stopSignal)
            let copy = try await driver.create(place.order("export-copy-\(way)-\(privileged)", privileged: privileged) { $0.image = image })
            try await driver.start(copy)
            #expect(try await place.run(copy, "cat", "/root/file").text == "kept\n")
            #expect(
                try await place.traces(of: "export-of-\(way)-\(privileged)").filter { $0.count == 36 }.isEmpty,
                "nothing of the export is left")
        }
    }
}
