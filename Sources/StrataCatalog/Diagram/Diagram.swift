public import FoundationEssentials

/// A stack's picture, with or without what is known of a site, in four forms.
public struct Diagram: Sendable {
    private let stack: Stack
    private let live: LiveBoxes?
    private let heading: String?

    /// A picture of a stack; with `live`, of a site of that stack. `heading` replaces the stack's number and title, for instance by the
    /// site's name.
    public init(_ stack: Stack, live: LiveBoxes? = nil, heading: String? = nil) {
        self.stack = stack
        self.live = live
        self.heading = heading
    }

    /// Box drawing for a terminal `width` columns wide (60 or more are used; a picture is never wider than its content asks for).
    /// With `color`, titles and states carry ANSI colours. Lines end in a newline and have no trailing blanks.
    public func text(width: Int = 80, glyphs: GlyphSet = .unicode, color: Bool = false) -> String {
        TextRenderer(glyphs: glyphs, color: color).text(PartLayout(glyphs: glyphs).drawing(scene(glyphs), limit: width))
    }

    /// A stand-alone SVG document: text as text, title and description for screen readers, light and dark by the viewer's setting.
    /// `columns` bounds its width in characters of about 8 points.
    public func svg(columns: Int = 104) -> String {
        let scene = scene(.unicode)
        return SVGRenderer().svg(PartLayout(glyphs: .unicode).drawing(scene, limit: columns), scene: scene)
    }

    /// A stand-alone HTML page with the picture, how the stack works and the errata.
    public func html() -> String {
        HTMLRenderer().page(stack: stack, scene: scene(.unicode), svg: svg())
    }

    /// The picture's content as JSON: layers, boxes, connections and states, without any layout.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(DiagramDocument(stack: stack, scene: scene(.unicode)))
    }

    private func scene(_ glyphs: GlyphSet) -> Scene {
        SceneBuilder(stack: stack, live: live, glyphs: glyphs).scene(heading: heading)
    }
}

/// The JSON form's root.
private struct DiagramDocument: Encodable {
    var stack: String
    var number: Int
    var scene: Scene

    init(stack: Stack, scene: Scene) {
        self.stack = stack.id
        number = stack.number
        self.scene = scene
    }
}
