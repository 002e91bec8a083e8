/// Rows of cells laid out in columns that fit a width. Cells are cut, never wrapped.
struct TextTable: Sendable {
    /// The space between two columns, and that where there is not enough.
    private static let spaces = (wide: 3, narrow: 2)
    /// What is left of a column at least when space is short.
    static let narrowest = 4

    let widths: [Int]
    private let limit: Int?
    private let gap: Int

    /// Decides on the widths from the first rows; later rows are cut to them.
    ///
    /// - Parameters:
    ///   - limit: the columns of the terminal; nil for no limit.
    ///   - names: how many columns at the beginning name the row, and give only when the others have nothing left.
    init(header: [String], rows: [[String]], limit: Int?, names: Int = 1) {
        self.limit = limit
        let least = header.map { max(DisplayWidth.of($0), Self.narrowest) }
        var widths = header.map { DisplayWidth.of($0) }
        for row in rows {
            for (index, cell) in row.enumerated() where index < widths.count { widths[index] = max(widths[index], DisplayWidth.of(cell)) }
        }
        let natural = widths.reduce(0, +)
        gap = limit.map { natural + Self.spaces.wide * (header.count - 1) <= $0 } ?? true ? Self.spaces.wide : Self.spaces.narrow
        if let limit { Self.shrink(&widths, to: limit - gap * (header.count - 1), least: least, names: names) }
        self.widths = widths
    }

    /// Takes from the widest columns first: from the cells before the headings, and from the names last.
    private static func shrink(_ widths: inout [Int], to limit: Int, least: [Int], names: Int) {
        var excess = widths.reduce(0, +) - limit
        let others = Array(widths.indices.dropFirst(names))
        let bare = least.map { _ in narrowest }
        for (candidates, floors) in [(others, least), (others, bare), (Array(widths.indices.prefix(names)), bare)] {
            while excess > 0 {
                let givers = candidates.filter { widths[$0] > floors[$0] }
                guard let widest = givers.max(by: { widths[$0] < widths[$1] }) else { break }
                let second = givers.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
                let step = min(excess, widths[widest] - floors[widest], max(1, widths[widest] - second))
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
            used += widths[index] + gap
            if let limit, used >= limit { break }
            line += String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)) + gap)
        }
        return line
    }
}
