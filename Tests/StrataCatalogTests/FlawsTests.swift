import Testing

@testable import StrataCatalog

@Suite struct FlawsTests {
    private func frame(_ name: String, _ rect: CellRect, _ role: Drawing.Role = .box) -> Drawing.PlacedFrame {
        Drawing.PlacedFrame(rect: rect, role: role, name: name)
    }

    private func text(_ text: String, _ x: Int, _ y: Int, width: Int) -> Drawing.PlacedText {
        Drawing.PlacedText(x: x, y: y, width: width, text: text, role: .label, isCentered: false)
    }

    @Test func `a sound drawing has no flaws, and each kind of flaw is found`() {
        var drawing = Drawing(width: 20, height: 8)
        drawing.frames = [
            frame("outer", CellRect(x: 0, y: 0, width: 20, height: 8), .layer), frame("a", CellRect(x: 2, y: 2, width: 8, height: 4)),
        ]
        drawing.texts = [text("hi", 4, 3, width: 4)]
        #expect(Flaws.of(drawing) == [])

        var overlap = drawing
        overlap.frames.append(frame("b", CellRect(x: 8, y: 3, width: 8, height: 4)))
        #expect(Flaws.of(overlap).contains("a overlaps b"))
        var touching = drawing
        touching.frames.append(frame("b", CellRect(x: 9, y: 2, width: 8, height: 4)))
        #expect(Flaws.of(touching).contains("a overlaps b"))
        var ragged = drawing
        ragged.frames[0].rect.width = 19
        #expect(Flaws.of(ragged).contains("outer is ragged"))
        var outside = drawing
        outside.frames[1].rect.x = 15
        #expect(Flaws.of(outside).contains("a sticks out"))
        var wide = drawing
        wide.texts[0].text = "wider than its place"
        #expect(Flaws.of(wide).contains("wider than its place is wider than its place"))
        var crossing = drawing
        crossing.texts = [text("cross", 7, 3, width: 5)]
        #expect(Flaws.of(crossing).contains("cross covers the border of a"))
        var double = drawing
        double.texts.append(text("i", 5, 3, width: 2))
        #expect(Flaws.of(double).contains("i covers other text"))
    }
}
