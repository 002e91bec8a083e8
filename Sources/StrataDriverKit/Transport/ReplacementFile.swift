import Glibc

/// A new file that becomes the file at a path in one step, or vanishes.
struct ReplacementFile: ~Copyable, Sendable {
    private let directory: Descriptor
    private let temporary: String
    private let name: String
    let descriptor: Descriptor
    private var kept = false

    /// - Throws: ``TransportError/io(path:errno:)`` when the directory does not exist or allows no new file.
    init(for path: String) throws(TransportError) {
        let (parent, name) = try MachinePath.file(path)
        let directory = try Descriptor(path: parent, flags: O_RDONLY | O_DIRECTORY)
        let temporary = MachinePath.temporaryName()
        descriptor = try Descriptor(
            path: path, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, in: directory.number, name: temporary)
        self.directory = directory
        self.temporary = temporary
        self.name = name
    }

    deinit {
        if !kept { unlinkat(directory.number, temporary, 0) }
    }

    /// Puts the file in its place, on disk before it is seen (rename(2), fsync(2)). What lies below `/run` is gone when the machine boots (hier(7)),
    /// so that nothing there waits for a disk.
    consuming func commit(mode: UInt32) throws(TransportError) {
        let outlivesBoot = !descriptor.path.hasPrefix("/run/")
        try descriptor.setMode(mode)
        if outlivesBoot { try descriptor.synchronize() }
        guard renameat(directory.number, temporary, directory.number, name) == 0 else {
            throw .io(path: descriptor.path, errno: errno)
        }
        kept = true
        if outlivesBoot { try directory.synchronize() }
    }
}
