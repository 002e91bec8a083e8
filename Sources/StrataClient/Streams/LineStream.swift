import NIOCore

/// The lines of an answer as they arrive, without their line breaks.
struct LineStream {
    private let bytes: ByteStream
    private let limit: Int
    private var pending: [UInt8] = []
    private var searched = 0

    /// - Parameter limit: the longest line in bytes.
    init(_ bytes: ByteStream, limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    /// The next line, nil at the end. A last line without a line break counts.
    mutating func next() async throws(ClientError) -> [UInt8]? {
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(pending[..<end])
                pending.removeSubrange(...end)
                searched = 0
                return line
            }
            searched = pending.count
            guard pending.count <= limit else { throw .malformed("a line of it is longer than the \(limit) bytes accepted") }
            guard let buffer = try await bytes.next() else {
                defer { pending = [] }
                searched = 0
                return pending.isEmpty ? nil : pending
            }
            pending.append(contentsOf: buffer.readableBytesView)
        }
    }
}
