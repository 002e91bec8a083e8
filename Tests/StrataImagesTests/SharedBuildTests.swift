import StrataDriverKit
import Synchronization
import Testing

@testable import StrataImages

/// mmdebstrap is played by scripts here, so that builds take as long as a test wants.
@Suite(.timeLimit(.minutes(2)))
struct SharedBuildTests {
    /// Starts a process that would live long, says where it is, and waits for it. The target is the argument after the release.
    private func endless(_ shelf: Shelf) -> StagedMachine {
        StagedMachine(
            program: "timeout",
            script: #"sleep 987 & echo $! >"\#(shelf.path)/child"; echo "I: downloading packages with apt..." >&2; wait"#)
    }

    @Test
    func `callers with the same source share one build`() async throws {
        try await Shelf.use { shelf in
            let path = try await shelf.put("a.tar", Shelf.system())
            let machine = StagedMachine()
            let library = try await shelf.library(machine)
            let images = try await withThrowingTaskGroup(of: StoredImage.self) { group in
                for _ in 0..<20 { group.addTask { try await library.prepare(source: path, rebuild: true) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(images).count == 1)
            #expect(images.count == 20)
            #expect(machine.starts(of: "timeout") < 20)
            #expect(try await shelf.content().count == 2)
        }
    }

    @Test
    func `cancelling the only caller ends the build with all its processes`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library(endless(shelf))
            let caller = Task { try await library.prepare(source: "debian/12") }
            defer { caller.cancel() }
            let child = try await child(of: shelf)
            caller.cancel()
            await #expect(throws: ImageError.cancelled) { try await caller.value }
            try await shelf.wait { try await isGone(child) }
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test
    func `cancelling one of two callers leaves the build to the other`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library(endless(shelf))
            let first = Task { try await library.prepare(source: "debian/12") }
            defer { first.cancel() }
            let child = try await child(of: shelf)
            let (stream, continuation) = AsyncStream.makeStream(of: ImageProgress.self)
            let second = Task { try await library.prepare(source: "debian/bookworm") { continuation.yield($0) } }
            defer { second.cancel() }
            // Whoever joins is told at once how far the build is.
            for await progress in stream where progress.phase == "downloading packages" { break }
            first.cancel()
            await #expect(throws: ImageError.cancelled) { try await first.value }
            #expect(try await !isGone(child))
            second.cancel()
            await #expect(throws: ImageError.cancelled) { try await second.value }
            try await shelf.wait { try await isGone(child) }
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test
    func `a build that was given up can be started again`() async throws {
        try await Shelf.use { shelf in
            let library = try await shelf.library(endless(shelf))
            for _ in 0..<3 {
                let caller = Task { try await library.prepare(source: "debian/12") }
                defer { caller.cancel() }
                _ = try await child(of: shelf)
                try await shelf.machine.remove("\(shelf.path)/child")
                caller.cancel()
                await #expect(throws: ImageError.cancelled) { try await caller.value }
            }
        }
    }

    @Test
    func `a build that fails says why in the program's words, to everyone`() async throws {
        try await Shelf.use { shelf in
            let script = #"echo "I: running apt-get update..." >&2; echo "E: The repository has no Release file" >&2; exit 25"#
            let library = try await shelf.library(StagedMachine(program: "timeout", script: script))
            let error = await #expect(throws: ImageError.self) { try await library.prepare(source: "debian/12") }
            #expect(error?.description.contains("E: The repository has no Release file") == true)
            #expect(try await shelf.content().isEmpty)
        }
    }

    @Test
    func `a build that runs out of disk says so`() async throws {
        try await Shelf.use { shelf in
            let script = #"echo "E: Write error - write (28: No space left on device)" >&2; exit 25"#
            let library = try await shelf.library(StagedMachine(program: "timeout", script: script))
            await #expect(throws: ImageError.diskFull(directory: shelf.directory)) { try await library.prepare(source: "debian/12") }
        }
    }

    private func child(of shelf: Shelf) async throws -> Int32 {
        var found: Int32?
        try await shelf.wait {
            found = try await shelf.machine.read("\(shelf.path)/child").flatMap { Int32(String(decoding: $0.dropLast(), as: UTF8.self)) }
            return found != nil
        }
        return try #require(found)
    }

    /// A process that has ended may still wait to be reaped; it has no command line any more.
    private func isGone(_ process: Int32) async throws -> Bool {
        try await LocalMachine().read("/proc/\(process)/cmdline")?.isEmpty ?? true
    }
}
