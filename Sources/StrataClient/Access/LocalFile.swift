import Glibc

/// Bounded reading of the user's files.
package enum LocalFile {
    /// The bytes of a file, of which there may be at most `limit`. Pipes and `/dev/stdin` are read to their end.
    package static func read(_ path: String, limit: Int) throws(LocalFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFileError(errno: errno) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, limit: limit)
    }

    /// The bytes that are left to read from an open file, of which there may be at most `limit`.
    package static func read(descriptor: Int32, limit: Int) throws(LocalFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw LocalFileError(errno: errno)
            }
            guard bytes.count + count <= limit else {
                throw LocalFileError(reason: "is larger than the \(limit) bytes allowed", isMissing: false)
            }
            bytes.append(contentsOf: block[..<count])
        }
    }
}

/// Why a file could not be read, in the kernel's words.
package struct LocalFileError: Error, Sendable, CustomStringConvertible {
    package var reason: String
    /// Whether there is no such file.
    package var isMissing: Bool

    init(reason: String, isMissing: Bool) {
        self.reason = reason
        self.isMissing = isMissing
    }

    init(errno code: Int32) {
        reason = String(cString: strerror(code))
        isMissing = code == ENOENT || code == ENOTDIR
    }

    package var description: String { reason }
}
