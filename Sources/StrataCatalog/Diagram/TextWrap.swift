/// Breaking text into lines of limited width.
enum TextWrap {
    /// Lines no wider than `width` columns (at least 2): broken at blanks, else after a slash, dash or the like, else anywhere.
    /// Lines after the first are indented by `hanging` columns.
    static func lines(_ text: String, width: Int, hanging: Int = 0) -> [String] {
        let width = max(width, 2)
        let indent = String(repeating: " ", count: min(hanging, width / 2))
        var lines: [String] = []
        var line = ""
        var used = 0
        func close() {
            lines.append(line)
            line = indent
            used = indent.count
        }
        for word in text.split(separator: " ") {
            var first = true
            let whole = DisplayWidth.of(word)
            let isFresh = used <= (lines.isEmpty ? 0 : indent.count)
            if !isFresh, used + 1 + whole > width, whole <= width - indent.count { close() }
            for piece in pieces(word, width: width - indent.count) {
                let size = DisplayWidth.of(piece)
                let gap = first && used > (lines.isEmpty ? 0 : indent.count) ? 1 : 0
                if used + gap + size > width, used > (lines.isEmpty ? 0 : indent.count) {
                    close()
                } else if gap == 1 {
                    line += " "
                    used += 1
                }
                line += piece
                used += size
                first = false
            }
        }
        if used > (lines.isEmpty ? 0 : indent.count) || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// The widest part of the text that is kept together where there is room.
    static func longestPiece(_ text: String) -> Int {
        text.split(separator: " ").flatMap { pieces($0, width: 1000) }.map { DisplayWidth.of($0) }.max() ?? 0
    }

    /// The parts between which a word may be broken.
    private static func pieces(_ word: Substring, width: Int) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var size = 0
        for character in word {
            let columns = DisplayWidth.of(character)
            if size + columns > width, !piece.isEmpty {
                pieces.append(piece)
                piece = ""
                size = 0
            }
            piece.append(character)
            size += columns
            if size > 3, "/-_.,:→".contains(character) || columns == 2 {
                pieces.append(piece)
                piece = ""
                size = 0
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        // A short tail such as a closing bracket stays with what it closes.
        if pieces.count > 1, let last = pieces.last, last.count <= 2, let before = pieces.dropLast().last,
            DisplayWidth.of(before + last) <= width
        {
            pieces.removeLast(2)
            pieces.append(before + last)
        }
        return pieces
    }
}
