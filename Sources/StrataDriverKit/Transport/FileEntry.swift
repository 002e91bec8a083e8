/// One name in a directory of a ``Machine``.
public struct FileEntry: Sendable, Hashable {
    /// What a name stands for, without following symbolic links.
    public enum Kind: Sendable, Hashable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link, whatever it points to.
        case symbolicLink
        /// A device, socket or pipe.
        case other
    }

    /// The name without its directory. Bytes that are not UTF-8 become U+FFFD, and such a file cannot be opened by this name.
    public var name: String
    /// What the name stands for.
    public var kind: Kind

    /// Makes an entry.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
