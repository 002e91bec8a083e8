extension StringProtocol {
    /// Without the white space that isspace(3) knows, at both ends.
    package var trimmed: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

extension Sequence where Element: Equatable, Self: BidirectionalCollection {
    /// Whether the last elements are these.
    package func ends(with suffix: [Element]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}

extension Array where Element: Hashable {
    /// The elements in their order, each once.
    package func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
