import NIOCore
import Synchronization
import Testing

@testable import StrataServer

@Suite struct PieceWriterTests {
    /// Everything that was written, piece by piece.
    private func pieces(of parts: [[UInt8]], reserving: Int = 0) async throws -> [[UInt8]] {
        let written = Mutex<[[UInt8]]>([])
        var pieces = PieceWriter(
            BodyWriter { bytes in written.withLock { $0.append(Array(bytes.readableBytesView)) } }, reserving: reserving)
        for part in parts { try await pieces.append(part) }
        try await pieces.flush()
        return written.withLock { $0 }
    }

    private func bytes(_ count: Int, from start: Int = 0) -> [UInt8] { (start..<start + count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    @Test func `small parts go out together`() async throws {
        let written = try await pieces(of: [[1, 2], [], [3]])
        #expect(written == [[1, 2, 3]])
        #expect(try await pieces(of: []).isEmpty)
        #expect(try await pieces(of: [[]]).isEmpty)
    }

    @Test(arguments: [0, PieceWriter.size]) func `whatever the parts, no piece is too large and nothing is lost`(reserving: Int)
        async throws
    {
        let sizes = [1, PieceWriter.size - 1, 5, PieceWriter.size, PieceWriter.size * 3 + 7, 0, 100, PieceWriter.size * 2]
        var parts: [[UInt8]] = []
        for size in sizes { parts.append(bytes(size, from: parts.count)) }
        let written = try await pieces(of: parts, reserving: reserving)
        #expect(written.allSatisfy { !$0.isEmpty && $0.count <= PieceWriter.size })
        #expect(Array(written.joined()) == Array(parts.joined()))
    }
}
