/// Takes the root file system out of an image of the daemon's as it streams by: entries below `rootfs/` lose that, the others are left out.
///
/// A whole archive of POSIX's or GNU's form comes in, in pieces of any size; one of POSIX's comes out.
struct RootExtraction {
    /// Why what comes is no archive that can be read.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private enum Phase {
        case header
        /// An extended header of the next entry, which is kept.
        case extended(kind: UInt8, left: Int, padding: Int)
        case content(left: Int, isKept: Bool)
        case end
    }

    private var phase = Phase.header
    private var pending: [UInt8] = []
    private var extended: [UInt8] = []
    private var records: [(key: String, value: [UInt8])] = []
    private static let root = "rootfs/"
    private static let longestExtended = 1 << 20

    /// Whether the archive's end was seen.
    var hasEnded: Bool { if case .end = phase { true } else { false } }

    /// Takes the next bytes, and returns those that can be sent on.
    mutating func take(_ bytes: [UInt8]) throws(Malformed) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            switch phase {
            case .end: return output
            case .header:
                let count = min(TarHeader.size - pending.count, rest.count)
                pending += rest.prefix(count)
                rest = rest.dropFirst(count)
                guard pending.count == TarHeader.size else { continue }
                let header = pending
                pending = []
                output += try enter(header)
            case .extended(let kind, let left, let padding):
                let count = min(left + padding, rest.count)
                extended += rest.prefix(min(left, count))
                rest = rest.dropFirst(count)
                let stillLeft = max(0, left - count)
                let stillPadding = padding - max(0, count - left)
                if stillLeft + stillPadding == 0 {
                    try read(kind)
                    phase = .header
                } else {
                    phase = .extended(kind: kind, left: stillLeft, padding: stillPadding)
                }
            case .content(let left, let isKept):
                let count = min(left, rest.count)
                if isKept { output += rest.prefix(count) }
                rest = rest.dropFirst(count)
                phase = left == count ? .header : .content(left: left - count, isKept: isKept)
            }
        }
        return output
    }

    private mutating func enter(_ block: [UInt8]) throws(Malformed) -> [UInt8] {
        if block.allSatisfy({ $0 == 0 }) {
            phase = .end
            return [UInt8](repeating: 0, count: 2 * TarHeader.size)
        }
        guard let header = TarHeader(block), let size = header.contentSize, size >= 0 else {
            throw Malformed(description: "a header of the archive is damaged")
        }
        let padding = (512 - size % 512) % 512
        switch header.kind {
        case UInt8(ascii: "x"), UInt8(ascii: "L"), UInt8(ascii: "K"):
            guard size <= Self.longestExtended else { throw Malformed(description: "an extended header has \(size) bytes") }
            extended = []
            phase = size == 0 ? .header : .extended(kind: header.kind, left: size, padding: padding)
            return []
        case UInt8(ascii: "g"):
            phase = size == 0 ? .header : .content(left: size + padding, isKept: false)
            return []
        default: return try enter(header, padding: padding)
        }
    }

    private mutating func enter(_ header: TarHeader, padding: Int) throws(Malformed) -> [UInt8] {
        defer { records = [] }
        func record(_ key: String) -> String? {
            records.last { $0.key == key }.map { String(decoding: $0.value.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let isHardLink = header.kind == UInt8(ascii: "1")
        // Links and directories have no content, whatever their size says.
        let hasContent = [0, UInt8(ascii: "0"), UInt8(ascii: "7"), UInt8(ascii: "S")].contains(header.kind)
        guard let declared = record("size").map({ Int($0) }) ?? header.contentSize, declared >= 0 else {
            throw Malformed(description: "an entry's size is no number")
        }
        let size = hasContent ? declared : 0
        let path = record("path") ?? header.name
        let isKept = path.hasPrefix(Self.root) || path == String(Self.root.dropLast())
        phase = size == 0 ? .header : .content(left: size + (512 - size % 512) % 512, isKept: isKept)
        guard isKept else { return [] }
        var header = header
        let new = "./" + path.dropFirst(Self.root.count)
        var kept = records.filter { $0.key != "path" && $0.key != "linkpath" }
        if new.utf8.count > 100 { kept.append(("path", Array(new.utf8))) }
        header.name = new
        var link = record("linkpath") ?? header.link
        if isHardLink, link.hasPrefix(Self.root) { link = "./" + link.dropFirst(Self.root.count) }
        if link.utf8.count > 100 { kept.append(("linkpath", Array(link.utf8))) }
        header.link = link
        guard !kept.isEmpty else { return header.bytes }
        let body = kept.flatMap { Self.line($0.key, $0.value) }
        let before = TarHeader(name: "./PaxHeaders/entry", size: body.count, kind: UInt8(ascii: "x"))
        return before.bytes + body + [UInt8](repeating: 0, count: (512 - body.count % 512) % 512) + header.bytes
    }

    /// Reads what an extended header says of the next entry: lines `LENGTH KEY=VALUE\n` (pax), or GNU's long names.
    private mutating func read(_ kind: UInt8) throws(Malformed) {
        switch kind {
        case UInt8(ascii: "L"): records.append(("path", Array(extended.prefix { $0 != 0 })))
        case UInt8(ascii: "K"): records.append(("linkpath", Array(extended.prefix { $0 != 0 })))
        default:
            var rest = extended[...]
            while !rest.isEmpty, rest.first != 0 {
                let digits = rest.prefix { (0x30...0x39).contains($0) }
                guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 2, length <= rest.count,
                    let equals = rest.prefix(length).firstIndex(of: UInt8(ascii: "="))
                else { throw Malformed(description: "an extended header cannot be read") }
                let key = String(decoding: rest[(rest.startIndex + digits.count + 1)..<equals], as: UTF8.self)
                records.append((key, Array(rest[(equals + 1)..<(rest.startIndex + length - 1)])))
                rest = rest.dropFirst(length)
            }
        }
        extended = []
    }

    private static func line(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let bare = key.utf8.count + value.count + 3
        var length = bare + "\(bare)".utf8.count
        if "\(length)".utf8.count > "\(bare)".utf8.count { length = bare + "\(length)".utf8.count }
        return Array("\(length) \(key)=".utf8) + value + [0x0A]
    }
}
