/// An image that a stack keeps or fetches itself, as an instance names it: `STACK:NAME`, such as `lxd:alpine` or `lxd:images:alpine/3.19`.
public struct NativeImage: Sendable, Hashable {
    /// The stack's id.
    public var stack: String
    /// What the stack calls it.
    public var name: String

    /// Nil for what names an image of the library.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("/") else { return nil }
        stack = String(text[..<colon])
        name = String(text[text.index(after: colon)...])
        guard !stack.isEmpty, StringRule.label.check?(stack) == nil, !name.isEmpty, name.utf8.count <= 512,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
    }

    /// What an instance may be made from: an image of the library, or one of its stack's.
    static let orSource = StringRule(
        length: 1...1024, check: { text in NativeImage(text) != nil ? nil : Image.source.check?(text) })
}
