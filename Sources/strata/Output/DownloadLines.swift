import StrataClient

/// The lines of a download as they arrive, without their line breaks.
struct DownloadLines {
    private let download: Download
    private var pending: [UInt8] = []
    private static let limit = 1 << 20

    init(_ download: Download) { self.download = download }

    /// The next line, nil at the end. A last line without a line break counts.
    mutating func next() async throws(ClientError) -> [UInt8]? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(pending[..<end])
                pending.removeSubrange(...end)
                return line
            }
            guard pending.count <= Self.limit else { throw .malformed("a line of it is longer than \(Self.limit) bytes") }
            guard let bytes = try await download.next() else {
                defer { pending = [] }
                return pending.isEmpty ? nil : pending
            }
            pending += bytes
        }
    }
}
