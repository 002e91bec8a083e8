extension Comparison {
    /// A table for a terminal. Where the columns would get too narrow, several tables follow each other.
    public func text(width: Int = 100, glyphs: GlyphSet = .unicode) -> String {
        let head = min(rows.map { DisplayWidth.of($0.title) }.max() ?? 0, 24)
        let room = max((max(width, 60) - head - 1) / 18, 1)
        return stride(from: 0, to: max(titles.count, 1), by: room).map { start in
            table(start..<min(start + room, titles.count), head: head, width: max(width, 60), glyphs: glyphs)
        }.joined(separator: "\n")
    }

    private func table(_ columns: Range<Int>, head: Int, width: Int, glyphs: GlyphSet) -> String {
        let each = columns.isEmpty ? 0 : (width - head - columns.count * 3) / columns.count
        let separator = glyphs == .ascii ? " | " : " │ "
        func line(_ title: String, _ cells: [String]) -> [String] {
            let wrapped = [TextWrap.lines(glyphs.clean(title), width: head)] + cells.map { TextWrap.lines(glyphs.clean($0), width: each) }
            let height = wrapped.map(\.count).max() ?? 0
            return (0..<height).map { row in
                let parts = wrapped.enumerated().map { index, lines in
                    Self.padded(row < lines.count ? lines[row] : "", index == 0 ? head : each)
                }
                var text = parts.joined(separator: separator)
                while text.last == " " { text.removeLast() }
                return text
            }
        }
        let (bar, cross) = glyphs == .ascii ? ("-", "-+-") : ("─", "─┼─")
        let rule = ([head] + columns.map { _ in each }).map { String(repeating: bar, count: $0) }.joined(separator: cross)
        var lines = line("", columns.map { titles[$0] }) + [rule]
        let differing = rows.filter(\.differs)
        for (index, row) in rows.enumerated() {
            if index == differing.count, index > 0 { lines.append(rule) }
            lines += line(row.title, columns.map { row.cells[$0] })
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - DisplayWidth.of(text), 0))
    }
}
