import StrataAPI

/// Files can be taken out of machines and put into them. They travel as archives of tar's, of POSIX's form or GNU's.
public protocol FileExchanging: Driver {
    /// Sends what a path leads to: a file, or a directory with all that is in it. The first entry has the path's last name and the others are below it;
    /// owners are as they are inside, links in directories stay links. Changes nothing; cancellable.
    ///
    /// - Parameters:
    ///   - isRecursive: whether a directory is wanted; otherwise one is refused.
    ///   - sink: takes the archive's bytes, and returns false where nobody wants more, which ends the call as cancelled. The archive is whole once this
    ///     returns.
    func pull(
        _ id: NativeID, _ path: InnerPath, isRecursive: Bool, to sink: @escaping @Sendable ([UInt8]) async -> Bool
    ) async throws(DriverError)

    /// Takes an archive, and puts what is in it into a directory that is there. Files that are there get new content, and keep owner and mode; others get
    /// the archive's. Directories that are there stay, with what else is in them. Idempotent; where it is cut short, what came before is there, and no file
    /// is left that is only half.
    ///
    /// - Parameter source: the archive's next bytes, nil after the last; throws where they stop before.
    func push(
        _ id: NativeID, into directory: InnerPath, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError)
}

/// An absolute path inside a machine.
public struct InnerPath: Sendable, Hashable, CustomStringConvertible {
    /// Begins with a slash, and ends with one only where it is the root.
    public let text: String

    /// What is wrong with a path.
    public struct Malformed: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: ``Malformed`` for one that is not absolute, is longer than 4,096 bytes, or has `.` or `..` in it.
    public init(_ text: String) throws(Malformed) {
        func malformed(_ why: String) -> Malformed {
            Malformed(description: "\(text.printable(limit: 120)) is no path in a machine: \(why)")
        }
        guard text.hasPrefix("/") else { throw malformed("it does not begin with /") }
        guard text.utf8.count <= 4096 else { throw malformed("it is longer than 4096 bytes") }
        guard !text.utf8.contains(0) else { throw malformed("it holds a NUL") }
        let parts = text.split(separator: "/")
        guard !parts.contains("."), !parts.contains("..") else { throw malformed("it has . or .. in it") }
        self.text = "/" + parts.joined(separator: "/")
    }

    public static let root = InnerPath(plain: "/")

    private init(plain text: String) { self.text = text }

    public var description: String { text }

    /// The last part; empty for the root.
    public var name: String { text.split(separator: "/").last.map(String.init) ?? "" }

    /// What it is in; the root for the root.
    public var directory: InnerPath { InnerPath(plain: "/" + text.split(separator: "/").dropLast().joined(separator: "/")) }

    /// What is below it by some names, which are parts of paths.
    public func appending(_ names: [String]) -> InnerPath {
        InnerPath(plain: names.reduce(text == "/" ? "" : text) { "\($0)/\($1)" })
    }
}
