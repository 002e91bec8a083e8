import Glibc
import NIOCore
import NIOPosix

/// A body that is sent piece by piece.
struct UploadBody: Sendable {
    let pieces: [LXDPiece]
    /// Nil where it is not known before it is read.
    let length: Int64?

    init(_ pieces: [LXDPiece]) async throws {
        var length: Int64 = 0
        var isKnown = true
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): length += Int64(bytes.count)
            case .stream(let count, _): length += count
            case .flow: isKnown = false
            case .file(let path): length += try await OpenedFile.offLoop { try OpenedFile(path) }.length
            }
        }
        self.pieces = pieces
        self.length = isKnown ? length : nil
    }

    /// Hands on the body in pieces of at most 256 KiB.
    func send(_ write: (ByteBuffer) async throws -> Void) async throws {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): try await write(ByteBuffer(bytes: bytes))
            case .stream(let count, let next):
                var left = count
                while left > 0 {
                    guard let bytes = try await next(), bytes.count <= left else { throw LXDError.cancelled }
                    left -= Int64(bytes.count)
                    try await write(ByteBuffer(bytes: bytes))
                }
            case .flow(let next):
                while let bytes = try await next() { try await write(ByteBuffer(bytes: bytes)) }
            case .file(let path):
                let file = try await OpenedFile.offLoop { try OpenedFile(path) }
                var left = file.length
                while left > 0 {
                    let count = Int(min(left, 256 << 10))
                    let bytes = try await OpenedFile.offLoop { try file.read(count) }
                    left -= Int64(bytes.count)
                    try await write(ByteBuffer(bytes: bytes))
                }
            }
        }
    }
}

/// A file that is open for reading, closed when the last reference goes.
private final class OpenedFile: Sendable {
    let length: Int64
    private let descriptor: Int32
    private let path: String

    /// Does what may wait for a disk on a thread of its own.
    static func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(body)
    }

    init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let failure = Self.failure(path)
            close(descriptor)
            throw failure
        }
        self.path = path
        self.descriptor = descriptor
        length = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// At most this many of the next bytes, at least one.
    func read(_ count: Int) throws -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, Glibc.read(descriptor, buffer.baseAddress, count))
        }
        guard !bytes.isEmpty else { throw LXDError.file(path: path, reason: "it became shorter while it was sent") }
        return bytes
    }

    private static func failure(_ path: String) -> LXDError { .file(path: path, reason: String(cString: strerror(errno))) }
}
