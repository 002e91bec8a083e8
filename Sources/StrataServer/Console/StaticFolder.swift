/// Files of the web console that are not the program's own: they come from packages that may be installed later, upgraded or removed, and so
/// are looked for at each request.
public struct StaticFolder: Sendable {
    /// Where they are below `/console/`, with a slash at the end: `novnc/`.
    public var prefix: String
    /// The page at a path below the prefix; nil where there is none. The path has no empty parts, no `..` and no control characters.
    public var find: @Sendable (String) -> StaticPage?

    public init(prefix: String, find: @escaping @Sendable (String) -> StaticPage?) {
        self.prefix = prefix
        self.find = find
    }
}
