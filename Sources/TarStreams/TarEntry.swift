/// One thing in a tar archive, apart from its content.
public struct TarEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A file with so many bytes.
        case file(Int64)
        case directory
        case symbolicLink(to: String)
        /// Another name of a file that came before.
        case hardLink(to: String)
        /// A device, a pipe or whatever else there may be, by its letter.
        case other(UInt8)
    }

    public var kind: Kind
    /// As it stands in the archive, without a slash at its end.
    public var name: String
    /// Permission bits.
    public var mode: Int
    public var user: Int
    public var group: Int
    /// What user and group are called, which counts before the numbers where that name is known; empty where they have none. At most 31 bytes.
    public var userName = ""
    public var groupName = ""
    /// Seconds since 1970.
    public var modified: Int64

    public init(_ kind: Kind, _ name: String, mode: Int, user: Int = 0, group: Int = 0, modified: Int64 = 0) {
        self.kind = kind
        self.name = name
        self.mode = mode
        self.user = user
        self.group = group
        self.modified = modified
    }

    /// How many bytes of content follow.
    public var size: Int64 { if case .file(let size) = kind { size } else { 0 } }

    /// The parts of its name, without `.` and empty ones; nil where one is `..`, or the name begins at the root or holds a NUL: nothing of the kind is
    /// taken out of an archive.
    public var path: [String]? {
        let parts = name.split(separator: "/").filter { $0 != "." }.map(String.init)
        return name.hasPrefix("/") || name.utf8.contains(0) || parts.contains("..") || parts.isEmpty ? nil : parts
    }
}

/// Why what comes is no archive that can be read.
public enum TarError: Error, Sendable, Hashable, CustomStringConvertible {
    /// With what is wrong.
    case malformed(String)
    /// It ends before its end.
    case truncated

    public var description: String {
        switch self {
        case .malformed(let what): "it is no tar archive: \(what)"
        case .truncated: "the archive ends before it is whole"
        }
    }
}
