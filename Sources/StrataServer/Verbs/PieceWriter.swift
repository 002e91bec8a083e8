import NIOCore

/// Gathers what belongs to one body into pieces: large enough to make each write cheap, small enough that a thousand slow readers do not
/// fill memory.
struct PieceWriter {
    /// The most bytes of one piece.
    static let size = 256 << 10

    private let writer: BodyWriter
    private let reserved: Int
    private var piece = ByteBuffer()

    /// - Parameter reserving: memory taken at once for each piece, where full pieces are to be expected.
    init(_ writer: BodyWriter, reserving reserved: Int = 0) {
        self.writer = writer
        self.reserved = reserved
        piece.reserveCapacity(reserved)
    }

    /// Adds bytes, and writes each piece that is full, waiting while the client does not keep up.
    mutating func append(_ bytes: [UInt8]) async throws {
        guard piece.readableBytes + bytes.count > Self.size else {
            piece.writeBytes(bytes)
            return
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.size - piece.readableBytes)
            piece.writeBytes(part)
            rest = rest.dropFirst(part.count)
            if piece.readableBytes == Self.size { try await flush() }
        }
    }

    /// Writes what was gathered.
    mutating func flush() async throws {
        guard piece.readableBytes > 0 else { return }
        let full = piece
        piece = ByteBuffer()
        piece.reserveCapacity(reserved)
        try await writer.write(full)
    }
}
