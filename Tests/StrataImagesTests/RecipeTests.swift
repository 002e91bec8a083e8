import StrataDriverKit
import Synchronization
import Testing

@testable import StrataImages

@Suite(.tags(.host), .timeLimit(.minutes(15)))
struct RecipeTests {
    @Test
    func `busybox gives the same bytes each time`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let image = try await library.prepare(source: "busybox")
            #expect(try await library.prepare(source: "busybox", rebuild: true) == image)
            #expect(image.command == ["/sbin/init"])
            #expect(image.stopSignal == "SIGUSR2")
            #expect(try await library.remove(digest: image.digest))
            #expect(try await library.prepare(source: "busybox") == image)
            // What it is can be told from its bytes alone.
            let copy = try await library.prepare(source: image.path)
            #expect(copy == image)
        }
    }

    @Test
    func `busybox starts, and stops at once when asked to`() async throws {
        try await Shelf.use { shelf in
            let image = try await shelf.library().prepare(source: "busybox")
            let root = "\(shelf.path)/root"
            try await shelf.machine.makeDirectory(root)
            try await shelf.machine.check(Command("tar", "-C", root, "-xf", image.path))
            let table = try #require(try await shelf.machine.read("\(root)/etc/inittab"))
            // There is no console here, and what needs one would be started over and over.
            let lines = String(decoding: table, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("console:") }
            let service = "::respawn:/bin/sh -c '>/tmp/started; exec sleep 1000'"
            try await shelf.machine.write("\(root)/etc/inittab", Array((lines + [service[...], ""]).joined(separator: "\n").utf8))
            // A machine's first process, in a process namespace that ends with the script.
            let script = #"""
                unshare --fork --pid --mount --uts --ipc --net --kill-child --mount-proc="$1/proc" chroot "$1" /sbin/init >/dev/null 2>&1 </dev/null &
                outer=$!
                while [ ! -e "$1/tmp/started" ]; do sleep 0.02; done
                inner=$(cat "/proc/$outer/task/$outer/children")
                start=$(date +%s%N)
                kill -USR2 $inner
                wait $outer
                end=$(date +%s%N)
                echo $(((end - start) / 1000000))
                """#
            var command = Command("sh", "-c", script, "sh", root)
            command.deadline = .seconds(20)
            let output = try await shelf.machine.check(command)
            let milliseconds = try #require(Int(output.text.split(separator: "\n").last ?? ""))
            #expect(milliseconds < 1000)
        }
    }

    @Test(.tags(.slow))
    func `busybox comes from the package where it is not installed`() async throws {
        try await Shelf.use { shelf in
            let machine = StagedMachine(hidden: ["/bin/busybox", "/usr/bin/busybox"])
            let image = try await shelf.library(machine).prepare(source: "busybox")
            let listing = try await shelf.machine.check(Command("tar", "-tvf", image.path))
            #expect(listing.text.contains("./bin/busybox\n"))
            #expect(machine.starts(of: "apt-get") == 1)
        }
    }

    @Test(.tags(.slow))
    func `debian is made by mmdebstrap and holds nothing of this machine`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let phases = Mutex<[ImageProgress]>([])
            let image = try await library.prepare(source: "debian/12") { step in phases.withLock { $0.append(step) } }
            #expect(image.command == ["/sbin/init"])
            #expect(image.stopSignal == "SIGRTMIN+3")
            let percents = phases.withLock { $0.compactMap(\.percent) }
            #expect(percents == percents.sorted())
            #expect(percents.count > 6)
            #expect(try await library.prepare(source: image.path) == image, "the entries pass the check for foreign tarballs")
            let listing = try await shelf.machine.check(Command("tar", "-tf", image.path))
            let names = Set(listing.text.split(separator: "\n"))
            for name in ["./dev/", "./etc/machine-id", "./usr/sbin/init", "./etc/resolv.conf"] { #expect(names.contains(Substring(name))) }
            for name in ["./etc/hostname", "./etc/apt/apt.conf.d/99mmdebstrap", "./dev/null"] { #expect(!names.contains(Substring(name))) }
            #expect(try await library.find(source: "debian/bookworm") == image)
        }
    }

    @Test(.tags(.slow))
    func `a cancelled build of debian leaves no process and no file`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library()
            let (stream, continuation) = AsyncStream.makeStream(of: ImageProgress.self)
            let caller = Task { try await library.prepare(source: "debian/12") { continuation.yield($0) } }
            defer { caller.cancel() }
            for await progress in stream where progress.phase == "unpacking essential packages" { break }
            caller.cancel()
            await #expect(throws: ImageError.cancelled) { try await caller.value }
            #expect(try await shelf.content().isEmpty)
            for entry in try await shelf.machine.list("/proc") where Int32(entry.name) != nil {
                let command = try await shelf.machine.read("/proc/\(entry.name)/cmdline") ?? []
                #expect(!String(decoding: command, as: UTF8.self).contains(shelf.directory))
            }
        }
    }
}
