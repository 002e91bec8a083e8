/// A grid of character cells on which crossing lines join.
struct TextCanvas {
    private enum Cell {
        case blank
        case line(UInt8)
        case text(Character, style: Int)
        /// The right half of a wide character.
        case taken
    }

    let width: Int
    let height: Int
    private var cells: [Cell]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        cells = Array(repeating: .blank, count: width * height)
    }

    mutating func frame(_ rect: CellRect) {
        line(rect.x, rect.y, rect.right, rect.y)
        line(rect.x, rect.bottom, rect.right, rect.bottom)
        line(rect.x, rect.y, rect.x, rect.bottom)
        line(rect.right, rect.y, rect.right, rect.bottom)
    }

    /// A horizontal or vertical line, ends included.
    mutating func line(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int) {
        if y0 == y1 {
            for x in min(x0, x1)...max(x0, x1) { join(x, y0, (x > min(x0, x1) ? 4 : 0) | (x < max(x0, x1) ? 8 : 0)) }
        } else {
            for y in min(y0, y1)...max(y0, y1) { join(x0, y, (y > min(y0, y1) ? 1 : 0) | (y < max(y0, y1) ? 2 : 0)) }
        }
    }

    /// Text from a cell on; what does not fit is left out.
    mutating func text(_ text: String, x: Int, y: Int, style: Int) {
        var x = x
        for character in text {
            let columns = DisplayWidth.of(character)
            guard columns > 0 else { continue }
            guard x >= 0, x + columns <= width, y >= 0, y < height else { return }
            cells[y * width + x] = .text(character, style: style)
            if columns == 2 { cells[y * width + x + 1] = .taken }
            x += columns
        }
    }

    private mutating func join(_ x: Int, _ y: Int, _ mask: UInt8) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        switch cells[y * width + x] {
        case .blank: cells[y * width + x] = .line(mask)
        case .line(let other): cells[y * width + x] = .line(other | mask)
        case .text, .taken: break
        }
    }

    /// The rows, blanks at their ends removed. `paint` wraps text of a style in colour codes.
    func rows(glyphs: GlyphSet, paint: (String, Int) -> String) -> [String] {
        (0..<height).map { y in
            var row = ""
            var run = ""
            var runStyle = 0
            var blanks = 0
            func flush() {
                if !run.isEmpty { row += paint(run, runStyle) }
                run = ""
            }
            func append(_ character: Character, _ style: Int) {
                if style != runStyle || blanks > 0 { flush() }
                row += String(repeating: " ", count: blanks)
                blanks = 0
                runStyle = style
                run.append(character)
            }
            for x in 0..<width {
                switch cells[y * width + x] {
                case .blank: blanks += 1
                case .line(let mask): append(glyphs.line(mask), 0)
                case .text(" ", _): blanks += 1
                case .text(let character, let style): append(character, style)
                case .taken: break
                }
            }
            flush()
            return row
        }
    }
}
