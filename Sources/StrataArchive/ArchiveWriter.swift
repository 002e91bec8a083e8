import StrataAPI

/// Makes an archive as its parts come, holding no more than one piece of it. Does no I/O: each call returns the bytes to send.
///
/// ```
///   begin ──▶ write… endPart ──▶ (next part) … ──▶ end
/// ```
public struct ArchiveWriter: Sendable {
    /// The size of a part's pieces but the last, in bytes.
    public static let pieceSize = 4 << 20
    static let headName = "archive.json"
    static let manifestName = "manifest.json"

    private let head: ArchiveHead
    private let size: Int
    private var manifest: ArchiveManifest
    private var piece: [UInt8] = []
    private var part = ArchiveManifest.Part(name: "", size: 0, sum: "", pieces: [])
    private var sum = Sum()

    /// - Parameter pieceSize: for tests; archives of other sizes are read as well.
    public init(_ head: ArchiveHead, pieceSize: Int = ArchiveWriter.pieceSize) {
        self.head = head
        size = pieceSize
        manifest = ArchiveManifest(head: "")
    }

    /// The beginning.
    public mutating func begin() -> [UInt8] {
        let document = head.json.encoded()
        manifest.head = Sum.of(document)
        startPart()
        return Self.entry(Self.headName, document)
    }

    /// Takes more of the present part.
    ///
    /// - Returns: the pieces that are full now.
    public mutating func write(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let more = rest.prefix(size - piece.count)
            piece.append(contentsOf: more)
            rest = rest.dropFirst(more.count)
            if piece.count == size { out += flush() }
        }
        return out
    }

    /// Ends the present part, also one without bytes.
    public mutating func endPart() -> [UInt8] {
        let out = piece.isEmpty ? [] : flush()
        part.sum = sum.text
        manifest.parts.append(part)
        startPart()
        return out
    }

    /// The manifest and the end of the tar archive. Called after as many parts as the head names.
    public mutating func end() -> [UInt8] {
        Self.entry(Self.manifestName, manifest.json.encoded()) + [UInt8](repeating: 0, count: 1024)
    }

    private mutating func startPart() {
        let index = manifest.parts.count
        part = ArchiveManifest.Part(name: index < head.parts.count ? head.parts[index].name : "", size: 0, sum: "", pieces: [])
        sum = Sum()
    }

    private mutating func flush() -> [UInt8] {
        let bytes = piece
        piece.removeAll(keepingCapacity: true)
        part.size += Int64(bytes.count)
        sum.add(bytes)
        part.pieces.append(Sum.of(bytes))
        return Self.entry(Self.name(part.name, part.pieces.count - 1), bytes)
    }

    /// A piece's name. Zeros keep them in order where they are unpacked and put together with cat(1).
    static func name(_ part: String, _ piece: Int) -> String {
        let digits = String(piece)
        return "parts/\(part)/" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static func entry(_ name: String, _ content: [UInt8]) -> [UInt8] {
        TarHeader(name: name, length: Int64(content.count)).bytes + content
            + [UInt8](repeating: 0, count: TarHeader.padding(Int64(content.count)))
    }
}
