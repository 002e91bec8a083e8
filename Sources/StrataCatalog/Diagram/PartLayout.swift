/// Places a whole picture: heading, layers with their connectors, clusters, legend.
struct PartLayout {
    let glyphs: GlyphSet
    private let layout: FrameLayout

    init(glyphs: GlyphSet) {
        self.glyphs = glyphs
        layout = FrameLayout(glyphs: glyphs)
    }

    /// The picture no wider than `limit`, and no wider than its content asks for.
    func drawing(_ scene: Scene, limit: Int) -> Drawing {
        let wanted = scene.parts.flatMap(\.frames).map(layout.sizing.natural).max() ?? 0
        let width = min(max(limit, 60), max(wanted, 60))
        var drawing = Drawing(width: width, height: 0)
        var y = 0
        func put(_ text: String, _ role: Drawing.TextRole) {
            guard !text.isEmpty else { return }
            for line in TextWrap.lines(text, width: width, hanging: 2) {
                drawing.texts.append(Drawing.PlacedText(x: 0, y: y, width: width, text: line, role: role, isCentered: false))
                y += 1
            }
        }
        put(scene.heading, .heading)
        put(scene.subtitle, .subtitle)
        y += 1
        for (index, part) in scene.parts.enumerated() {
            if index > 0 { y += 1 }
            put(part.title, .heading)
            let placed = self.part(part, width: width)
            drawing.add(placed, x: 0, y: y)
            y += placed.height
        }
        if scene.isLive || !scene.footnote.isEmpty { y += 1 }
        if scene.isLive { put(legend, .legend) }
        put(scene.footnote, .legend)
        drawing.height = y
        return drawing
    }

    private var legend: String {
        LiveBoxes.State.allCases.map { "\(glyphs.mark($0)) \($0.rawValue)" }.joined(separator: " | ")
            + " | without a mark: not reported or stopped"
    }

    private func part(_ part: Scene.Part, width: Int) -> Drawing {
        var drawing = Drawing(width: width, height: 0)
        var y = 0
        for (index, frame) in part.frames.enumerated() {
            let placed = layout.frame(frame, width: width, role: .layer)
            drawing.add(placed, x: 0, y: y)
            y += placed.height
            if index < part.connectors.count {
                let connector = self.connector(part.connectors[index], above: placed, width: width)
                drawing.add(connector, x: 0, y: y)
                y += connector.height
            }
        }
        drawing.height = y
        return drawing
    }

    /// The lines between two layers, drawn from the upper one's bottom border (row −1) to the lower one's top border.
    private func connector(_ connector: Scene.Connector, above: Drawing, width: Int) -> Drawing {
        var drawing = Drawing(width: width, height: 0)
        let taps = connector.taps.compactMap { tap in above.frames.first { $0.id == tap }?.rect }
            .filter { $0.bottom == above.height - 2 }.map(\.middle)
        // A line that comes down near the middle is carried on straight.
        let middle = taps.first { abs($0 - width / 2) <= 4 } ?? width / 2
        var y = 0
        if taps.count == connector.taps.count, let left = taps.min(), let right = taps.max() {
            for x in taps { drawing.lines.append(line(x, -2, x, 0)) }
            drawing.lines.append(line(min(left, middle), 0, max(right, middle), 0))
            y = 1
        }
        let labels = connector.label.isEmpty ? [] : TextWrap.lines(connector.label, width: width - middle - 3)
        let start = taps.isEmpty || taps.count != connector.taps.count ? -1 : 0
        let end = y + max(labels.count, 1)
        drawing.lines.append(
            Drawing.PlacedLine(
                from: Drawing.Cell(x: middle, y: start), to: Drawing.Cell(x: middle, y: end), startsWithArrow: false, endsWithArrow: true))
        for (index, text) in labels.enumerated() {
            drawing.texts.append(
                Drawing.PlacedText(x: middle + 2, y: y + index, width: width - middle - 2, text: text, role: .link, isCentered: false))
        }
        drawing.height = end
        return drawing
    }

    private func line(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int) -> Drawing.PlacedLine {
        Drawing.PlacedLine(
            from: Drawing.Cell(x: x0, y: y0), to: Drawing.Cell(x: x1, y: y1), startsWithArrow: false, endsWithArrow: false)
    }
}
