import StrataAPI

/// Takes an archive apart as it comes, holding no more of it than a header, the head and the manifest. Does no I/O.
///
/// What it hands out is only known to be whole and unaltered once ``finish()`` has returned: whoever keeps it must be able to drop it.
public struct ArchiveReader: Sendable {
    /// Something that was read.
    public enum Event: Sendable, Equatable {
        case head(ArchiveHead)
        /// More of a part, by its place in the head.
        case bytes(part: Int, ArraySlice<UInt8>)
        /// A part is over; parts without bytes are told as well.
        case partEnd(Int)
        /// The manifest has come, and agrees with what was read. Only the end of the tar archive is missing.
        case manifest(ArchiveManifest)
    }

    private enum State: Sendable {
        case header
        case document(TarHeader)
        case piece(left: Int64)
        case padding(Int)
        case trailer
    }

    /// The most bytes of the head, of the manifest and of one piece. A manifest of this size is about a disk of more than 2 TB.
    static let headLimit: Int64 = 4 << 20
    static let manifestLimit: Int64 = 64 << 20
    static let pieceLimit: Int64 = 64 << 20

    private var state = State.header
    private var buffer: [UInt8] = []
    private var offset: Int64 = 0
    private var head: ArchiveHead?
    private var seen = ArchiveManifest(head: "")
    private var part = 0
    private var present = ArchiveManifest.Part(name: "", size: 0, sum: "", pieces: [])
    private var partSum = Sum()
    private var pieceSum = Sum()
    private var pieceSize: Int64?
    private var lastPiece: Int64?
    private var manifest: ArchiveManifest?
    private var zeros = 0

    public init() {}

    /// Reads the next bytes.
    public mutating func read(_ bytes: [UInt8]) throws(ArchiveError) -> [Event] {
        var events: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .header: if let header = try gather(&rest, Int64(TarHeader.size)) { try begin(header, &events) }
            case .document(let header):
                if let document = try gather(&rest, header.length) {
                    try take(document, header, &events)
                    state = .padding(TarHeader.padding(header.length))
                }
            case .piece(let left): take(&rest, left, &events)
            case .padding(let left):
                let skipped = rest.prefix(left)
                guard skipped.allSatisfy({ $0 == 0 }) else { throw .malformed(offset: offset, "a file is not filled up with zeros") }
                advance(&rest, skipped.count)
                state = left == skipped.count ? .header : .padding(left - skipped.count)
            case .trailer:
                guard rest.allSatisfy({ $0 == 0 }) else { throw .malformed(offset: offset, "something follows its end") }
                zeros += rest.count
                advance(&rest, rest.count)
            }
            if case .padding(0) = state { state = .header }
            if case .header = state, manifest != nil { state = .trailer }
        }
        return events
    }

    /// Whether the archive was whole and nobody changed it. Called once all of it was read.
    public func finish() throws(ArchiveError) -> ArchiveManifest {
        guard let manifest, zeros >= 1024 else { throw .truncated(offset: offset) }
        return manifest
    }

    private mutating func advance(_ rest: inout ArraySlice<UInt8>, _ count: Int) {
        rest = rest.dropFirst(count)
        offset += Int64(count)
    }

    /// Collects so many bytes; nil until they are there.
    private mutating func gather(_ rest: inout ArraySlice<UInt8>, _ count: Int64) throws(ArchiveError) -> [UInt8]? {
        let more = rest.prefix(Int(count) - buffer.count)
        buffer.append(contentsOf: more)
        advance(&rest, more.count)
        guard buffer.count == Int(count) else { return nil }
        defer { buffer.removeAll(keepingCapacity: count <= 4096) }
        return buffer
    }

    private mutating func begin(_ bytes: [UInt8], _ events: inout [Event]) throws(ArchiveError) {
        let place = offset - Int64(TarHeader.size)
        guard let header = TarHeader(bytes) else {
            if head == nil { throw .notAnArchive("it does not begin as one") }
            throw .malformed(offset: place, "there is no header of a file")
        }
        guard let head else {
            guard header.name == ArchiveWriter.headName, header.length <= Self.headLimit else {
                throw .notAnArchive("its first file is no \(ArchiveWriter.headName)")
            }
            state = header.length == 0 ? .header : .document(header)
            if header.length == 0 { throw .notAnArchive("its \(ArchiveWriter.headName) is empty") }
            return
        }
        if header.name == ArchiveWriter.manifestName {
            guard header.length <= Self.manifestLimit, header.length > 0 else {
                throw .malformed(offset: place, "its manifest has no size")
            }
            while part < head.parts.count { endPart(head, &events) }
            state = .document(header)
            return
        }
        if part < head.parts.count, header.name != ArchiveWriter.name(head.parts[part].name, present.pieces.count) {
            // The present part may be over, and further ones may have no bytes.
            while part < head.parts.count, header.name != ArchiveWriter.name(head.parts[part].name, 0) { endPart(head, &events) }
        }
        guard part < head.parts.count else { throw .malformed(offset: place, "\(header.name.printable(limit: 120)) does not belong here") }
        try checkSize(header.length, place)
        pieceSum = Sum()
        state = .piece(left: header.length)
    }

    /// All pieces of a part are of one size, but the last, which may be smaller.
    private mutating func checkSize(_ length: Int64, _ place: Int64) throws(ArchiveError) {
        let isFirst = present.pieces.isEmpty
        guard (1...Self.pieceLimit).contains(length), isFirst || lastPiece == pieceSize, isFirst || length <= pieceSize ?? length else {
            throw .malformed(offset: place, "piece \(present.pieces.count + 1) of \(head?.parts[part].name ?? "") has a wrong size")
        }
        if isFirst { pieceSize = length }
        lastPiece = length
    }

    private mutating func take(_ rest: inout ArraySlice<UInt8>, _ left: Int64, _ events: inout [Event]) {
        let bytes = rest.prefix(Int(left))
        pieceSum.add(bytes)
        partSum.add(bytes)
        present.size += Int64(bytes.count)
        events.append(.bytes(part: part, bytes))
        advance(&rest, bytes.count)
        guard left == Int64(bytes.count) else {
            state = .piece(left: left - Int64(bytes.count))
            return
        }
        present.pieces.append(pieceSum.text)
        state = .padding(TarHeader.padding(lastPiece ?? 0))
    }

    private mutating func endPart(_ head: ArchiveHead, _ events: inout [Event]) {
        present.name = head.parts[part].name
        present.sum = partSum.text
        seen.parts.append(present)
        events.append(.partEnd(part))
        part += 1
        present = ArchiveManifest.Part(name: "", size: 0, sum: "", pieces: [])
        partSum = Sum()
        (pieceSize, lastPiece) = (nil, nil)
    }

    private mutating func take(_ document: [UInt8], _ header: TarHeader, _ events: inout [Event]) throws(ArchiveError) {
        let place = offset - header.length
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: document, limits: JSONLimits(depth: 64, bytes: Int(Self.manifestLimit)))
        } catch {
            if head == nil { throw .notAnArchive("\(ArchiveWriter.headName): \(error)") }
            throw .malformed(offset: place, "its manifest is no JSON: \(error)")
        }
        if head == nil {
            let read = try ArchiveHead(json)
            head = read
            seen.head = Sum.of(document)
            events.append(.head(read))
            return
        }
        guard let told = ArchiveManifest(json) else { throw .malformed(offset: place, "its manifest lacks sums") }
        try compare(told)
        manifest = told
        events.append(.manifest(told))
    }

    private func compare(_ told: ArchiveManifest) throws(ArchiveError) {
        guard told.head == seen.head else { throw .altered(part: ArchiveWriter.headName, piece: 0) }
        guard told.parts.map(\.name) == seen.parts.map(\.name) else { throw .altered(part: ArchiveWriter.manifestName, piece: 0) }
        for (told, seen) in zip(told.parts, seen.parts) where told != seen {
            let differing = zip(told.pieces, seen.pieces).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            throw .altered(
                part: seen.name, piece: (differing ?? min(told.pieces.count, seen.pieces.count) - (told.pieces == seen.pieces ? 1 : 0)) + 1)
        }
    }
}
