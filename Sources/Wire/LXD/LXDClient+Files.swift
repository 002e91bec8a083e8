import StrataAPI

/// What a file in an instance is, apart from its content.
public struct LXDFile: Sendable, Hashable {
    public enum Kind: String, Sendable { case file, directory, symlink }

    public var kind: Kind
    /// Permission bits.
    public var mode: Int
    /// The owner's ids, as they are inside.
    public var user: Int
    public var group: Int
    /// How many bytes come, where the daemon tells.
    public var length: Int64?
    /// When it was changed, in seconds since 1970, where the daemon tells.
    public var modified: Int64?

    public init(kind: Kind = .file, mode: Int = 0o644, user: Int = 0, group: Int = 0) {
        self.kind = kind
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// From the headers of an answer, by their names in small letters; Incus calls them after itself.
    init?(_ headers: [String: String]) {
        func value(_ name: String) -> String? { headers["x-lxd-\(name)"] ?? headers["x-incus-\(name)"] }
        guard let kind = value("type").flatMap(Kind.init(rawValue:)) else { return nil }
        self.init(
            kind: kind, mode: value("mode").flatMap { Int($0, radix: 8) } ?? 0, user: value("uid").flatMap { Int($0) } ?? 0,
            group: value("gid").flatMap { Int($0) } ?? 0)
        length = headers["content-length"].flatMap { Int64($0) }
        modified = value("modified").flatMap(Self.time)
    }

    /// `2026-11-28 00:16:41 +0000 UTC`, as Go writes times.
    private static func time(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count >= 3, words[2].utf8.count == 5 else { return nil }
        let zone = "\(words[2].prefix(3)):\(words[2].suffix(2))"
        return Timestamp("\(words[0])T\(words[1])\(zone)")?.seconds
    }

    fileprivate var headers: [(String, String)] {
        ["LXD", "Incus"].flatMap { product in
            [
                ("X-\(product)-type", kind.rawValue), ("X-\(product)-mode", "0\(String(mode, radix: 8))"), ("X-\(product)-uid", "\(user)"),
                ("X-\(product)-gid", "\(group)"), ("X-\(product)-write", "overwrite"),
            ]
        }
    }
}

extension LXDClient {
    private static func target(_ instance: String, _ path: String) -> String {
        LXDTarget.instance(instance, "/files?path=\(LXDTarget.encoded(path))")
    }

    /// Puts a file into an instance, running or not, in the place of the one there; or makes a directory, whose content is none.
    public func push(_ instance: String, _ path: String, _ content: [LXDPiece], as file: LXDFile = LXDFile()) async throws(LXDError) {
        _ = try await upload(.post, Self.target(instance, path), content, headers: file.headers)
    }

    /// Removes a file of an instance, or an empty directory.
    public func remove(_ instance: String, _ path: String) async throws(LXDError) {
        _ = try await perform(.delete, Self.target(instance, path))
    }

    /// Reads a file of an instance, running or not.
    ///
    /// - Parameters:
    ///   - head: called with what the file is, before its first bytes.
    ///   - body: takes bytes; the daemon waits meanwhile. Those of a directory are a JSON list of names, in the daemon's envelope.
    /// - Throws: ``LXDError``, and what the body throws.
    public func pull(
        _ instance: String, _ path: String, head report: (LXDFile) -> Void = { _ in }, _ body: ([UInt8]) async throws -> Void
    ) async throws {
        try await download(
            Self.target(instance, path), head: { LXDFile($0).map(report) }, body)
    }
}
