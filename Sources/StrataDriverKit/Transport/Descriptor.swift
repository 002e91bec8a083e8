import Glibc

/// An open file descriptor that closes itself, with calls that throw what failed on which path.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32
    let path: String

    init(path: String, flags: Int32, mode: mode_t = 0, in directory: Int32 = AT_FDCWD, name: String? = nil) throws(TransportError) {
        number = openat(directory, name ?? path, flags | O_CLOEXEC, mode)
        self.path = path
        guard number >= 0 else { throw .io(path: path, errno: errno) }
    }

    init(adopting number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit {
        if number >= 0 { close(number) }
    }

    /// At most this many bytes; none at the end.
    borrowing func read(_ count: Int) throws(TransportError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result: Int
            repeat { result = Glibc.read(number, buffer.baseAddress, count) } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            filled = max(result, 0)
        }
        guard failure == 0 else { throw .io(path: path, errno: failure) }
        return bytes
    }

    /// At most this many bytes from an offset on, nil when the kernel would have to fetch them first, or cannot tell.
    borrowing func readInMemory(_ count: Int, at offset: Int) throws(TransportError) -> [UInt8]? {
        guard let preadv2 = Self.preadv2 else { return nil }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var part = iovec(iov_base: buffer.baseAddress, iov_len: count)
            var result: Int
            repeat { result = preadv2(number, &part, 1, offset, Self.withoutWaiting) } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            filled = max(result, 0)
        }
        switch failure {
        case 0: return bytes
        case EAGAIN, EOPNOTSUPP, ENOSYS, EINVAL, ESPIPE: return nil
        default: throw .io(path: path, errno: failure)
        }
    }

    /// preadv2(2) and its flag `RWF_NOWAIT`, which the Glibc module leaves out as it does all that is Linux's own.
    private static let withoutWaiting: Int32 = 0x8
    private typealias ReadAt = @convention(c) (Int32, UnsafePointer<iovec>, Int32, off_t, Int32) -> Int
    // The type is that of the function in glibc and musl alike.
    private static let preadv2 = dlsym(nil, "preadv2").map { unsafeBitCast($0, to: ReadAt.self) }

    borrowing func write(_ bytes: [UInt8]) throws(TransportError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress! + offset, $0.count - offset) }
            if count >= 0 {
                offset += count
            } else if errno != EINTR {
                throw .io(path: path, errno: errno)
            }
        }
    }

    borrowing func setMode(_ mode: UInt32) throws(TransportError) {
        guard fchmod(number, mode_t(mode & 0o7777)) == 0 else { throw .io(path: path, errno: errno) }
    }

    borrowing func synchronize() throws(TransportError) {
        guard fsync(number) == 0 else { throw .io(path: path, errno: errno) }
    }

    borrowing func status() throws(TransportError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .io(path: path, errno: errno) }
        return status
    }

    /// The names in a directory with their `d_type`, without `.` and `..`.
    borrowing func names() throws(TransportError) -> [(name: [CChar], type: Int32)] {
        let copy = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw .io(path: path, errno: errno) }
        defer { closedir(stream) }
        var names: [(name: [CChar], type: Int32)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1)) }
            }
            if name != [46, 0], name != [46, 46, 0] { names.append((name, Int32(entry.pointee.d_type))) }
        }
        guard errno == 0 else { throw .io(path: path, errno: errno) }
        return names
    }
}
