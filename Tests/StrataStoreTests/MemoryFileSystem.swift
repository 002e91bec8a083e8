import Glibc

/// A small file system in memory, mounted for one test.
struct MemoryFileSystem: ~Copyable {
    private let scratch: Scratch
    var path: String { scratch.path }

    init(size: String) throws {
        scratch = try Self.mounted(on: Scratch(), size: size)
    }

    deinit {
        umount2(scratch.path, CInt(MNT_DETACH))
    }

    /// Changes the size, and whether it can be written to.
    func remount(size: String, isReadOnly: Bool = false) throws {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        guard mount("tmpfs", path, "tmpfs", flags, "size=\(size)") == 0 else { throw SystemFailure(call: "remount") }
    }

    private static func mounted(on scratch: consuming Scratch, size: String) throws -> Scratch {
        guard mount("tmpfs", scratch.path, "tmpfs", 0, "size=\(size)") == 0 else { throw SystemFailure(call: "mount") }
        return scratch
    }
}
