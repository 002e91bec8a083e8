/// Bounds on a YAML stream, so that no file costs more than it is worth.
public struct YAMLLimits: Sendable {
    /// The largest stream in bytes.
    public var bytes: Int
    /// The deepest nesting.
    public var depth: Int
    /// The most values in one document once aliases are written out.
    public var nodes: Int
    /// The most documents.
    public var documents: Int
    /// The most aliases in the stream.
    public var aliases: Int

    public init(bytes: Int = 8 << 20, depth: Int = 64, nodes: Int = 400_000, documents: Int = 10_000, aliases: Int = 256) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.documents = documents
        self.aliases = aliases
    }
}

/// Why a text is no YAML that is accepted.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence, with line and column where they are known.
    public let description: String

    init(_ description: String) { self.description = description }
}
