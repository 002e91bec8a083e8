/// Draws a picture with characters.
struct TextRenderer {
    let glyphs: GlyphSet
    let color: Bool

    func text(_ drawing: Drawing) -> String {
        var canvas = TextCanvas(width: drawing.width, height: drawing.height)
        for frame in drawing.frames where frame.role != .item { canvas.frame(frame.rect) }
        for line in drawing.lines {
            canvas.line(line.from.x, line.from.y, line.to.x, line.to.y)
        }
        for line in drawing.lines { arrows(line, on: &canvas) }
        for text in drawing.texts {
            let x = text.isCentered ? text.x + (text.width - DisplayWidth.of(text.text)) / 2 : text.x
            canvas.text(text.text, x: x, y: text.y, style: style(text.role))
            if let state = text.state { canvas.text(glyphs.mark(state), x: x, y: text.y, style: style(state)) }
        }
        return canvas.rows(glyphs: glyphs, paint: paint).joined(separator: "\n") + "\n"
    }

    private func arrows(_ line: Drawing.PlacedLine, on canvas: inout TextCanvas) {
        let isLevel = line.from.y == line.to.y
        let (start, end): (String, String) =
            glyphs == .ascii ? (isLevel ? "<" : "^", isLevel ? ">" : "v") : (isLevel ? "◄" : "▲", isLevel ? "►" : "▼")
        if line.startsWithArrow { canvas.text(start, x: line.from.x, y: line.from.y, style: 0) }
        if line.endsWithArrow { canvas.text(end, x: line.to.x, y: line.to.y, style: 0) }
    }

    /// SGR parameters, 0 for none: bold, cyan, dim, and the colours of states.
    private func style(_ role: Drawing.TextRole) -> Int {
        switch role {
        case .heading, .title: 1
        case .link, .note, .subtitle, .legend: 2
        case .label, .detail: 0
        }
    }

    private func style(_ state: LiveBoxes.State) -> Int {
        switch state {
        case .present: 32
        case .degraded: 33
        case .missing: 31
        case .unknown: 35
        }
    }

    private func paint(_ text: String, _ style: Int) -> String {
        color && style != 0 ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}
