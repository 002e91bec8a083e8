import StrataAPI

/// Draws a picture as SVG.
struct SVGRenderer {
    /// Size of a character cell in user units; letters are 13 units high, monospaced ones less than this wide.
    private static let cellWidth = 8.1
    private static let cellHeight = 18.0

    func svg(_ drawing: Drawing, scene: Scene) -> String {
        let width = Double(drawing.width) * Self.cellWidth + 16
        let height = Double(drawing.height) * Self.cellHeight + 16
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" role="graphics-document" aria-labelledby="title description" \
            viewBox="-8 -8 \(Self.number(width)) \(Self.number(height))" width="\(Self.number(width))" height="\(Self.number(height))">
            <title id="title">\(XMLText.escaped(scene.heading))</title>
            <desc id="description">\(XMLText.escaped(description(scene)))</desc>
            <style>\(Self.style)</style>
            <rect class="page" x="-8" y="-8" width="\(Self.number(width))" height="\(Self.number(height))"/>

            """
        for frame in drawing.frames { text += element(frame) + "\n" }
        for line in drawing.lines { text += element(line) + "\n" }
        for placed in drawing.texts { text += element(placed) + "\n" }
        return text + "</svg>\n"
    }

    private func description(_ scene: Scene) -> String {
        scene.parts.map { part in
            let title = part.title.isEmpty ? scene.subtitle : part.title
            return title + ". From top to bottom: " + part.frames.map(\.label).filter { !$0.isEmpty }.joined(separator: "; ") + "."
        }.joined(separator: " ")
    }

    private func element(_ frame: Drawing.PlacedFrame) -> String {
        let rect = frame.rect
        let isItem = frame.role == .item
        let x = (Double(rect.x) + (isItem ? -0.7 : 0.5)) * Self.cellWidth
        let y = (Double(rect.y) + (isItem ? 0 : 0.5)) * Self.cellHeight
        let width = (Double(rect.width) + (isItem ? 1.4 : -1)) * Self.cellWidth
        let height = (Double(rect.height) - (isItem ? 0 : 1)) * Self.cellHeight
        let radius = frame.role == .layer ? 8 : frame.role == .cell ? 0 : 4
        let name =
            (frame.id.map { " data-box=\"\(XMLText.escaped($0.rawValue))\"" } ?? "")
            + (frame.workload.map { " data-workload=\"\(XMLText.escaped($0))\"" } ?? "")
        let state = frame.state.map { " \($0.rawValue)" } ?? ""
        let tip = frame.state.map { state in
            "<title>\(XMLText.escaped(frame.name)): \(state.rawValue)\(frame.reason.map { ", " + XMLText.escaped($0) } ?? "")</title>"
        }
        let head = "<rect class=\"\(frame.role.rawValue)\(state)\"\(name) x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
        let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" rx=\"\(radius)\""
        return head + size + (tip.map { ">\($0)</rect>" } ?? "/>")
    }

    private func element(_ line: Drawing.PlacedLine) -> String {
        func point(_ cell: Drawing.Cell) -> (Double, Double) {
            ((Double(cell.x) + 0.5) * Self.cellWidth, (Double(cell.y) + 0.5) * Self.cellHeight)
        }
        var (x0, y0) = point(line.from)
        var (x1, y1) = point(line.to)
        let isLevel = line.from.y == line.to.y
        if isLevel, line.startsWithArrow {
            x0 -= Self.cellWidth
            x1 += Self.cellWidth
        }
        var text = "<path class=\"link\" d=\"M\(Self.number(x0)) \(Self.number(y0))L\(Self.number(x1)) \(Self.number(y1))\"/>"
        if line.endsWithArrow { text += isLevel ? head(x1, y1, -6, -4, -6, 4) : head(x1, y1, -4, -7, 4, -7) }
        if line.startsWithArrow { text += isLevel ? head(x0, y0, 6, -4, 6, 4) : head(x0, y0, -4, 7, 4, 7) }
        return text
    }

    private func head(_ x: Double, _ y: Double, _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> String {
        "<path class=\"head\" d=\"M\(Self.number(x)) \(Self.number(y))l\(Self.number(ax)) \(Self.number(ay))"
            + "L\(Self.number(x + bx)) \(Self.number(y + by))Z\"/>"
    }

    private func element(_ placed: Drawing.PlacedText) -> String {
        let middle = Double(placed.x) + Double(placed.width) / 2
        let x = (placed.isCentered ? middle : Double(placed.x)) * Self.cellWidth
        let y = Double(placed.y) * Self.cellHeight + 13.5
        var body = Substring(placed.text)
        var mark = ""
        if let state = placed.state {
            let sign = GlyphSet.unicode.mark(state)
            body = body.dropFirst(sign.count)
            mark = "<tspan class=\"mark \(state.rawValue)\">\(sign)</tspan>"
        }
        let anchor = placed.isCentered ? " text-anchor=\"middle\"" : " xml:space=\"preserve\""
        return "<text class=\"\(placed.role.rawValue)\"\(anchor) x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">\(mark)"
            + "\(XMLText.escaped(body))</text>"
    }

    /// One decimal, without trailing zero.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let digits = abs(tenths)
        return digits % 10 == 0 ? "\(sign)\(digits / 10)" : "\(sign)\(digits / 10).\(digits % 10)"
    }

    private static let style = """
        text{font:13px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:#1c2733}\
        .heading,.title{font-weight:bold}.subtitle,.note,.link,.legend{fill:#52606d}.detail{fill:#3e4c59}\
        rect{stroke:#7b8794;stroke-width:1}.page{fill:#fff;stroke:none}.layer{fill:#f5f7fa;stroke:#3e4c59;stroke-width:1.4}\
        .box{fill:#fff}.cell{fill:#fff}.list{fill:#fff}.item{fill:none;stroke:none}\
        path.link{stroke:#3e4c59;stroke-width:1.4;fill:none}.head{fill:#3e4c59}\
        rect.present{stroke:#1a7f37}rect.degraded{stroke:#9a6700}rect.missing{stroke:#cf222e;stroke-dasharray:5 3}rect.unknown{stroke:#8250df;stroke-dasharray:2 3}\
        rect.item{stroke:none}\
        .mark.present{fill:#1a7f37}.mark.degraded{fill:#9a6700}.mark.missing{fill:#cf222e}.mark.unknown{fill:#8250df}\
        @media (prefers-color-scheme:dark){text{fill:#e4e7eb}.subtitle,.note,.link,.legend{fill:#9aa5b1}.detail{fill:#cbd2d9}\
        rect{stroke:#7b8794}.page{fill:#0d1117}.layer{fill:#161b22;stroke:#9aa5b1}.box,.cell,.list{fill:#1f2630}.item{fill:none}\
        path.link{stroke:#9aa5b1}.head{fill:#9aa5b1}\
        rect.present{stroke:#3fb950}rect.degraded{stroke:#d29922}rect.missing{stroke:#f85149}rect.unknown{stroke:#a371f7}rect.item{stroke:none}\
        .mark.present{fill:#3fb950}.mark.degraded{fill:#d29922}.mark.missing{fill:#f85149}.mark.unknown{fill:#a371f7}}
        """
}
