/// Places frames into a given width: rows that do not fit are broken into several, labels are wrapped, and what is left over is shared
/// out so that every edge is flush.
struct FrameLayout {
    let sizing: FrameSizing

    init(glyphs: GlyphSet) { sizing = FrameSizing(glyphs: glyphs) }

    /// A frame with all it holds, exactly `width` wide and as high as it must be.
    func frame(_ frame: Scene.Frame, width: Int, role: Drawing.Role) -> Drawing {
        var drawing = Drawing(width: width, height: 0)
        drawing.frames = [
            Drawing.PlacedFrame(
                rect: CellRect(x: 0, y: 0, width: width, height: 0), role: role, id: frame.id, workload: frame.workload,
                name: frame.label, state: frame.state, reason: frame.reason)
        ]
        let inner = width - FrameSizing.margin
        var y = 1
        func put(_ text: String, _ textRole: Drawing.TextRole, state: LiveBoxes.State? = nil) {
            for (index, line) in TextWrap.lines(text, width: inner).enumerated() {
                drawing.texts.append(
                    Drawing.PlacedText(
                        x: 2, y: y, width: inner, text: line, role: textRole, isCentered: true, state: index == 0 ? state : nil))
                y += 1
            }
        }
        let caption = sizing.caption(frame)
        if !caption.isEmpty { put(caption, role == .layer ? .title : .label, state: frame.state) }
        for line in frame.lines { put(line, .detail) }
        for row in frame.rows {
            let placed = self.row(row, width: inner)
            drawing.add(placed, x: 2, y: y)
            y += placed.height
        }
        for note in frame.notes { put(note, .note) }
        if y == 1 { y = 2 }
        drawing.stretch(to: y + 1)
        return drawing
    }

    private func row(_ row: Scene.Row, width: Int) -> Drawing {
        if row.style == .list { return list(row, width: width) }
        var drawing = Drawing(width: width, height: 0)
        let gap = sizing.gap(row)
        let role: Drawing.Role = row.style == .strip ? .cell : .box
        var y = 0
        for line in broken(row.frames, gap: gap, width: width) {
            let widths = shared(line, gap: gap, width: width)
            var placed = zip(line, widths).map { frame($0, width: $1, role: role) }
            let height = placed.map(\.height).max() ?? 0
            var x = 0
            // The cells of a strip's second line share their upper border with the first line.
            let top = row.style == .strip && y > 0 ? y - 1 : y
            for index in placed.indices {
                placed[index].stretch(to: height)
                drawing.add(placed[index], x: x, y: top)
                x += placed[index].width + gap
                if row.peers != nil, index < placed.count - 1 {
                    drawing.lines.append(
                        Drawing.PlacedLine(
                            from: Drawing.Cell(x: x - gap, y: top + height / 2), to: Drawing.Cell(x: x - 1, y: top + height / 2),
                            startsWithArrow: true, endsWithArrow: true))
                }
            }
            y = top + height
        }
        if let label = row.peers, !label.isEmpty {
            for line in TextWrap.lines(label, width: width) {
                drawing.texts.append(Drawing.PlacedText(x: 0, y: y, width: width, text: line, role: .link, isCentered: true))
                y += 1
            }
        }
        drawing.height = y
        return drawing
    }

    private func list(_ row: Scene.Row, width: Int) -> Drawing {
        var drawing = Drawing(width: width, height: 0)
        drawing.frames = [
            Drawing.PlacedFrame(rect: CellRect(x: 0, y: 0, width: width, height: 0), role: .list, name: "")
        ]
        let inner = width - FrameSizing.margin
        var y = 1
        for entry in row.frames {
            let lines = TextWrap.lines(sizing.entry(entry), width: inner, hanging: 2)
            drawing.frames.append(
                Drawing.PlacedFrame(
                    rect: CellRect(x: 2, y: y, width: inner, height: lines.count), role: .item, id: entry.id, name: entry.label,
                    state: entry.state, reason: entry.reason))
            for (index, line) in lines.enumerated() {
                drawing.texts.append(
                    Drawing.PlacedText(
                        x: 2, y: y, width: inner, text: line, role: .label, isCentered: row.frames.count == 1,
                        state: index == 0 ? entry.state : nil))
                y += 1
            }
        }
        drawing.stretch(to: y + 1)
        return drawing
    }

    /// Cuts a row into as few lines as fit, evenly filled.
    private func broken(_ frames: [Scene.Frame], gap: Int, width: Int) -> [[Scene.Frame]] {
        func fits(_ part: ArraySlice<Scene.Frame>) -> Bool {
            part.count <= 1 || part.reduce(0) { $0 + sizing.comfortable($1) } + gap * (part.count - 1) <= width
        }
        for count in 1..<max(frames.count, 2) {
            let parts = Self.even(frames, into: count)
            if parts.allSatisfy(fits) { return parts.map(Array.init) }
        }
        return frames.map { [$0] }
    }

    private static func even(_ frames: [Scene.Frame], into count: Int) -> [ArraySlice<Scene.Frame>] {
        var parts: [ArraySlice<Scene.Frame>] = []
        var start = 0
        for index in 0..<count {
            let size = frames.count / count + (index < frames.count % count ? 1 : 0)
            parts.append(frames[start..<start + size])
            start += size
        }
        return parts
    }

    /// Shares a width among frames: each first gets what it needs, then up to what it would like, then all alike.
    private func shared(_ frames: [Scene.Frame], gap: Int, width: Int) -> [Int] {
        let total = width - gap * (frames.count - 1)
        guard frames.count > 1 else { return [total] }
        var widths = frames.map { sizing.comfortable($0) }
        let wishes = frames.map { max(sizing.natural($0), sizing.comfortable($0)) }
        var rest = total - widths.reduce(0, +)
        while rest > 0 {
            let wanting = widths.indices.filter { widths[$0] < wishes[$0] }
            let takers = wanting.isEmpty ? Array(widths.indices) : wanting
            for index in takers where rest > 0 {
                widths[index] += 1
                rest -= 1
            }
        }
        return widths
    }
}
