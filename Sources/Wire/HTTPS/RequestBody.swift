import Glibc
import NIOCore
import NIOPosix

/// The pieces of a body on their way out.
enum RequestBody {
    /// How long a body is, in bytes.
    static func length(of pieces: [HTTPSRequest.Piece]) async throws(HTTPSError) -> Int64 {
        var length: Int64 = 0
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): length += Int64(bytes.count)
            case .file(let path): length += try await OpenedFile.open(path).length
            }
        }
        return length
    }

    /// Hands on the body in pieces of at most 256 KiB.
    ///
    /// - Parameter announced: the length that the server was told.
    static func send(_ pieces: [HTTPSRequest.Piece], announced: Int64, _ write: (ByteBuffer) async throws -> Void) async throws {
        var sent: Int64 = 0
        for piece in pieces {
            switch piece {
            case .bytes(let bytes):
                sent += Int64(bytes.count)
                if !bytes.isEmpty { try await write(ByteBuffer(bytes: bytes)) }
            case .file(let path):
                let file = try await OpenedFile.open(path)
                var left = file.length
                sent += left
                guard sent <= announced else { throw HTTPSError.file(path: path, reason: "it became longer before it was sent") }
                while left > 0 {
                    let bytes = try await file.read(Int(min(left, 256 << 10)))
                    left -= Int64(bytes.count)
                    try await write(ByteBuffer(bytes: bytes))
                }
            }
        }
        // The server would wait for the rest.
        guard sent == announced else { throw HTTPSError.file(path: "a file", reason: "it became shorter before it was sent") }
    }
}

/// A file that is open for reading, closed when the last reference goes. Waits for disks on threads of their own.
private final class OpenedFile: Sendable {
    let length: Int64
    private let descriptor: Int32
    private let path: String

    static func open(_ path: String) async throws(HTTPSError) -> OpenedFile {
        try await offLoop(path) { () throws(HTTPSError) in try OpenedFile(path) }
    }

    private static func offLoop<Value: Sendable>(
        _ path: String, _ body: @escaping @Sendable () throws(HTTPSError) -> Value
    ) async throws(HTTPSError) -> Value {
        do {
            return try await NIOThreadPool.singleton.runIfActive(body)
        } catch let error as HTTPSError {
            throw error
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }

    private init(_ path: String) throws(HTTPSError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .file(path: path, reason: "it is no file")
        }
        self.path = path
        self.descriptor = descriptor
        length = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// At most this many of the next bytes, at least one.
    func read(_ count: Int) async throws(HTTPSError) -> [UInt8] {
        try await Self.offLoop(path) { [self] () throws(HTTPSError) in
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, Glibc.read(descriptor, buffer.baseAddress, count))
            }
            guard !bytes.isEmpty else { throw .file(path: path, reason: "it became shorter while it was sent") }
            return bytes
        }
    }
}
