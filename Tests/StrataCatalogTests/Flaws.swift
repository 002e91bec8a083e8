@testable import StrataCatalog

/// What is wrong with a laid-out picture.
enum Flaws {
    static func of(_ drawing: Drawing) -> [String] {
        var flaws: [String] = []
        let frames = drawing.frames
        for frame in frames {
            let rect = frame.rect
            if rect.x < 0 || rect.y < 0 || rect.right >= drawing.width || rect.bottom >= drawing.height {
                flaws.append("\(frame.name) sticks out")
            }
            if frame.role == .layer, rect.x != 0 || rect.width != drawing.width { flaws.append("\(frame.name) is ragged") }
        }
        for (index, one) in frames.enumerated() {
            for other in frames[(index + 1)...] where !apart(one, other) && !inside(other.rect, one.rect) && !inside(one.rect, other.rect) {
                flaws.append("\(one.name) overlaps \(other.name)")
            }
        }
        var taken = Array(repeating: false, count: drawing.width * drawing.height)
        for text in drawing.texts {
            let columns = DisplayWidth.of(text.text)
            if columns > text.width { flaws.append("\(text.text) is wider than its place") }
            let start = text.isCentered ? text.x + (text.width - columns) / 2 : text.x
            guard start >= 0, text.y >= 0, start + columns <= drawing.width, text.y < drawing.height else {
                flaws.append("\(text.text) sticks out")
                continue
            }
            let cells = text.y * drawing.width + start..<text.y * drawing.width + start + columns
            if taken[cells].contains(true) { flaws.append("\(text.text) covers other text") }
            for cell in cells { taken[cell] = true }
            let near = frames.filter { $0.role != .item && $0.rect.y <= text.y && $0.rect.bottom >= text.y }
            for frame in near where crossesBorder(start, start + columns - 1, text.y, frame.rect) {
                flaws.append("\(text.text) covers the border of \(frame.name)")
            }
        }
        return flaws
    }

    /// Cells of a strip share their borders; everything else keeps apart.
    private static func apart(_ one: Drawing.PlacedFrame, _ other: Drawing.PlacedFrame) -> Bool {
        let shared = one.role == .cell && other.role == .cell ? 1 : 0
        let (a, b) = (one.rect, other.rect)
        return a.right - shared < b.x || b.right - shared < a.x || a.bottom - shared < b.y || b.bottom - shared < a.y
    }

    private static func inside(_ inner: CellRect, _ outer: CellRect) -> Bool {
        inner.x > outer.x && inner.right < outer.right && inner.y > outer.y && inner.bottom < outer.bottom
    }

    private static func crossesBorder(_ left: Int, _ right: Int, _ y: Int, _ rect: CellRect) -> Bool {
        guard y >= rect.y, y <= rect.bottom, right >= rect.x, left <= rect.right else { return false }
        return y == rect.y || y == rect.bottom || left <= rect.x || right >= rect.right
    }
}
