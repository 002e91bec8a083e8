import Glibc
import Synchronization
import Testing

/// The memory in which a preloaded library counts a program's steps, and in which a test says before which of them the program dies, and how
/// far ahead its clock is. See `Tests/Support/Adversity`.
struct Adversity: Sendable {
    let path: String
    /// Target, reached, process, clock. Safe to share: nothing but atomic values lies there, for as long as the test runs.
    nonisolated(unsafe) private let memory: UnsafeMutablePointer<Atomic<Int64>>

    private static let size = 4 * MemoryLayout<Int64>.stride

    init(path: String) throws {
        self.path = path
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        try #require(ftruncate(file, off_t(Self.size)) == 0)
        let mapped = try #require(mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
        try #require(mapped != MAP_FAILED)
        memory = mapped.assumingMemoryBound(to: Atomic<Int64>.self)
        disarm()
    }

    /// Begins to count, and has the program killed before its `step`th step from now on.
    func arm(_ step: Int) {
        memory[1].store(0, ordering: .sequentiallyConsistent)
        memory[0].store(Int64(step), ordering: .sequentiallyConsistent)
    }

    /// Moves the program's wall clock ahead, or back where negative.
    func setClock(secondsAhead seconds: Int) { memory[3].store(Int64(seconds), ordering: .sequentiallyConsistent) }

    func disarm() { memory[0].store(-1, ordering: .sequentiallyConsistent) }

    /// Whether the step was reached that the program was to die before.
    var hasFired: Bool {
        let target = memory[0].load(ordering: .sequentiallyConsistent)
        return target > 0 && memory[1].load(ordering: .sequentiallyConsistent) >= target
    }

    func unmap() { munmap(memory, Self.size) }
}
