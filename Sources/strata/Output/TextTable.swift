/// Rows of cells laid out in columns that fit a width. Cells are cut, never wrapped.
struct TextTable: Sendable {
    /// The space between two columns.
    static let gap = 3
    /// What is left of a column at least when space is short.
    static let narrowest = 4

    private(set) var widths: [Int]
    private let limit: Int?

    /// Decides on the widths from the first rows; later rows are cut to them.
    ///
    /// - Parameter limit: the columns of the terminal; nil for no limit.
    init(header: [String], rows: [[String]], limit: Int?) {
        self.limit = limit
        widths = header.map { DisplayWidth.of($0) }
        for row in rows {
            for (index, cell) in row.enumerated() where index < widths.count { widths[index] = max(widths[index], DisplayWidth.of(cell)) }
        }
        if let limit { shrink(to: limit) }
    }

    /// Takes from the widest columns first. The first column, the name, gives only when the others have nothing left.
    private mutating func shrink(to limit: Int) {
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit
        for candidates in [Array(widths.indices.dropFirst()), Array(widths.indices.prefix(1))] {
            while excess > 0 {
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest else { break }
                let second = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
                let step = min(excess, max(1, widths[widest] - max(second, Self.narrowest)))
                widths[widest] -= step
                excess -= step
            }
        }
    }

    /// One line, without spaces at its end.
    ///
    /// - Parameter style: adds what changes a cell's look and takes no space.
    func line(_ cells: [String], style: (Int, String) -> String = { $1 }) -> String {
        var line = ""
        var used = 0
        let last = cells.lastIndex { !$0.isEmpty } ?? 0
        for (index, cell) in cells.prefix(widths.count).enumerated() {
            var room = widths[index]
            if let limit { room = min(room, limit - used) }
            guard room > 0 else { break }
            let isOpenEnded = limit == nil && index == widths.count - 1
            let text = isOpenEnded ? cell : DisplayWidth.cut(cell, to: room)
            line += style(index, text)
            guard index < last else { break }
            used += widths[index] + Self.gap
            if let limit, used >= limit { break }
            line += String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)) + Self.gap)
        }
        return line
    }
}
