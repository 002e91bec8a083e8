/// How much room frames want.
struct FrameSizing {
    let glyphs: GlyphSet

    /// Columns that a frame's border and padding take.
    static let margin = 4

    /// The narrowest width at which a frame still reads well.
    func comfortable(_ frame: Scene.Frame) -> Int {
        let texts = captions(frame)
        var inner = texts.map { max(TextWrap.longestPiece($0), min(DisplayWidth.of($0), 12)) }.max() ?? 1
        for row in frame.rows { inner = max(inner, comfortable(row)) }
        return inner + Self.margin
    }

    /// The width at which nothing has to be wrapped.
    func natural(_ frame: Scene.Frame) -> Int {
        var inner = (captions(frame) + frame.notes).map { min(DisplayWidth.of($0), 68) }.max() ?? 1
        for row in frame.rows { inner = max(inner, natural(row)) }
        return inner + Self.margin
    }

    /// The columns between two frames of a row.
    func gap(_ row: Scene.Row) -> Int {
        switch row.style {
        case .boxes: row.peers == nil ? 1 : 5
        case .strip: -1
        case .list: 0
        }
    }

    /// Label with its mark, then the lines below it.
    func captions(_ frame: Scene.Frame) -> [String] {
        let label = caption(frame)
        return (label.isEmpty ? [] : [label]) + frame.lines
    }

    func caption(_ frame: Scene.Frame) -> String {
        frame.state.map { glyphs.mark($0) + " " + frame.label } ?? frame.label
    }

    /// A list entry on one line.
    func entry(_ frame: Scene.Frame) -> String {
        var text = caption(frame)
        for line in frame.lines {
            text += line.first.map { "(—→-".contains($0) } == true ? " " + line : glyphs == .ascii ? " - " + line : " — " + line
        }
        return text
    }

    private func comfortable(_ row: Scene.Row) -> Int {
        if row.style == .list { return min(row.frames.map { DisplayWidth.of(entry($0)) }.max() ?? 1, 18) + Self.margin }
        let each = row.frames.map(comfortable)
        let together = each.reduce(0, +) + gap(row) * (each.count - 1)
        return together <= 34 ? together : each.max() ?? 1
    }

    private func natural(_ row: Scene.Row) -> Int {
        if row.style == .list { return (row.frames.map { DisplayWidth.of(entry($0)) }.max() ?? 1) + Self.margin }
        return row.frames.map(natural).reduce(0, +) + gap(row) * (row.frames.count - 1)
    }
}
