/// A laid-out picture: frames, texts and lines with their places in character cells. All outputs draw from it.
struct Drawing: Hashable, Sendable {
    var width: Int
    var height: Int
    var frames: [PlacedFrame] = []
    var texts: [PlacedText] = []
    var lines: [PlacedLine] = []

    /// What a frame is, for outputs that paint kinds differently.
    enum Role: String, Hashable, Sendable {
        case layer
        case box
        case cell
        case list
        case item
    }

    struct PlacedFrame: Hashable, Sendable {
        var rect: CellRect
        var role: Role
        var id: BoxID?
        /// The instance that it stands for, by ``LiveBoxes/Workload/key``.
        var workload: String?
        var name: String
        var state: LiveBoxes.State?
        var reason: String?
    }

    /// What a text is, for outputs that set kinds differently.
    enum TextRole: String, Hashable, Sendable {
        case heading
        case subtitle
        case title
        case label
        case detail
        case note
        case link
        case legend
    }

    struct PlacedText: Hashable, Sendable {
        var x: Int
        var y: Int
        var width: Int
        var text: String
        var role: TextRole
        var isCentered: Bool
        /// Set on the text that carries a state's mark, which stands at its start.
        var state: LiveBoxes.State?
    }

    /// A line along cells, with or without arrowheads.
    struct PlacedLine: Hashable, Sendable {
        var from: Cell
        var to: Cell
        var startsWithArrow: Bool
        var endsWithArrow: Bool
    }

    struct Cell: Hashable, Sendable {
        var x: Int
        var y: Int
    }
}

extension Drawing {
    /// Adds another drawing's content at a place; sizes stay as they are.
    mutating func add(_ other: Drawing, x: Int, y: Int) {
        for frame in other.frames {
            var frame = frame
            frame.rect = frame.rect.moved(x, y)
            frames.append(frame)
        }
        for text in other.texts {
            var text = text
            text.x += x
            text.y += y
            texts.append(text)
        }
        for line in other.lines {
            var line = line
            line.from = Cell(x: line.from.x + x, y: line.from.y + y)
            line.to = Cell(x: line.to.x + x, y: line.to.y + y)
            lines.append(line)
        }
    }

    /// Makes the first frame, which encloses the rest, reach down to `height`.
    mutating func stretch(to height: Int) {
        self.height = height
        if !frames.isEmpty { frames[0].rect.height = height }
    }
}
