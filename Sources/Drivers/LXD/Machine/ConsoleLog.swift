/// What of a log that is read again and again was not shown yet. The daemon keeps the end of it only.
struct ConsoleLog: Sendable {
    private var last: [UInt8] = []
    private var tail: Int?
    private var isFirst = true

    init(tail: Int?) { self.tail = tail }

    mutating func news(in content: [UInt8]) -> [UInt8] {
        defer { last = content }
        if isFirst {
            isFirst = false
            return tail.map { Self.lines(content, $0) } ?? content
        }
        if content.starts(with: last) { return Array(content.dropFirst(last.count)) }
        // The beginning was dropped: what is new follows the end of what was shown.
        return Self.end(of: last, in: content).map { Array(content[$0...]) } ?? content
    }

    /// Where in a text the end of another was that came before, the last time; nil where it has none of it. 256 bytes of it are looked for.
    static func end(of text: [UInt8], in content: [UInt8]) -> Int? {
        let end = text.suffix(256)
        guard !end.isEmpty, content.count >= end.count else { return nil }
        for start in stride(from: content.count - end.count, through: 0, by: -1) where content[start...].starts(with: end) {
            return start + end.count
        }
        return nil
    }

    /// The last lines.
    static func lines(_ content: [UInt8], _ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var left = count
        var start = content.endIndex
        if content.last == 0x0A { start -= 1 }
        while start > content.startIndex {
            if content[start - 1] == 0x0A {
                left -= 1
                if left == 0 { break }
            }
            start -= 1
        }
        return Array(content[start...])
    }
}
