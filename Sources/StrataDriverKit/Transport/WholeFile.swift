import Glibc

/// A file that is read as a whole: where the caller is as far as the kernel has it in memory, else on a thread that may wait for a disk.
final class WholeFile: Sendable {
    private let descriptor: Descriptor
    private let size: Int
    /// Whether the kernel makes the content as it is read: below /proc and /sys, but for what other file systems are seen there.
    private let isOfKernel: Bool

    /// - Throws: ``TransportError/io(path:errno:)``.
    init(_ path: String) throws(TransportError) {
        let descriptor = try Descriptor(path: path, flags: O_RDONLY | O_NONBLOCK)
        let status = try descriptor.status()
        size = Int(status.st_size)
        isOfKernel = !status.isOnDevice && (path.hasPrefix("/proc/") || path.hasPrefix("/sys/"))
        self.descriptor = descriptor
    }

    /// The content, nil when it cannot be had without waiting.
    /// - Throws: ``TransportError/outputTooLarge(of:limit:)`` when it holds more than `limit` bytes.
    func contentInMemory(limit: Int) throws(TransportError) -> [UInt8]? {
        if isOfKernel { return try content(limit: limit) }
        return try content(limit: limit) { (descriptor, offset, count) throws(TransportError) in
            try descriptor.readInMemory(count, at: offset)
        }
    }

    /// The content, which may take as long as a disk takes.
    func content(limit: Int) throws(TransportError) -> [UInt8] {
        try content(limit: limit) { (descriptor, _, count) throws(TransportError) in try descriptor.read(count) } ?? []
    }

    private func content(
        limit: Int, _ read: (borrowing Descriptor, _ offset: Int, _ count: Int) throws(TransportError) -> [UInt8]?
    ) throws(TransportError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            let count = min(max(size - bytes.count + 1, 4 << 10), limit - bytes.count + 1)
            guard let more = try read(descriptor, bytes.count, count) else { return nil }
            if more.isEmpty { return bytes }
            if bytes.isEmpty { bytes = more } else { bytes += more }
            guard bytes.count <= limit else { throw .outputTooLarge(of: descriptor.path, limit: limit) }
        }
    }
}
