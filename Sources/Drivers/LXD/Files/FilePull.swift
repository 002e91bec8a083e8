import LXD
import StrataAPI
import StrataDriverKit
import TarStreams

/// Reads a file or a tree of an instance, and hands it on as an archive.
struct FilePull: Sendable {
    let client: LXDClient
    let instance: String
    let path: InnerPath
    let isRecursive: Bool
    let sink: @Sendable ([UInt8]) async -> Bool

    private static let attempt = "read"
    /// How many names a directory's list may have bytes for.
    private static let longestList = 64 << 20

    /// What there is at a path.
    private enum Found {
        case file
        case directory([String], LXDFile)
        /// A link, and where the daemon says that it leads.
        case link(String, LXDFile)
    }

    /// Somebody looked whether there is a link, and there was a file.
    private struct Enough: Error {}

    func run() async throws {
        var real = path
        var found = try await look(at: path, named: path.name)
        if case .link = found {
            real = try await resolved(path)
            found = try await look(at: real, named: path.name)
        }
        switch found {
        case .file: break
        case .link: throw FileFault(Self.attempt, path, .refused("it leads to a link that leads nowhere"))
        case .directory(let names, let facts):
            guard isRecursive else {
                throw FileFault(Self.attempt, path, .refused("it is a directory", hint: "`strata cp -r` copies it with all that is in it"))
            }
            try await send(TarWriter.head(entry(.directory, [path.name], facts)))
            try await sendTree(real, names)
        }
        try await send(TarWriter.end)
    }

    /// Sends what is in a directory, each directory before what is in it.
    private func sendTree(_ root: InnerPath, _ names: [String]) async throws {
        var waiting = names.sorted(by: >).map { [$0] }
        while let below = waiting.popLast() {
            let name = [path.name] + below
            switch try await look(at: root.appending(below), named: name.joined(separator: "/")) {
            case .file: break
            case .directory(let names, let facts):
                try await send(TarWriter.head(entry(.directory, name, facts)))
                waiting += names.sorted(by: >).map { below + [$0] }
            case .link(let target, let facts):
                let text = LinkText.relative(target, from: root.appending(below), within: root)
                try await send(TarWriter.head(entry(.symbolicLink(to: text), name, facts)))
            }
        }
    }

    private func entry(_ kind: TarEntry.Kind, _ name: [String], _ facts: LXDFile) -> TarEntry {
        TarEntry(
            kind, name.joined(separator: "/"), mode: facts.mode & 0o7777, user: facts.user, group: facts.group,
            modified: facts.modified ?? 0)
    }

    /// Finds out what is at a path, and sends it where it is a file.
    ///
    /// - Parameter name: what the archive calls the file; nil where it is not to be sent.
    private func look(at path: InnerPath, named name: String?) async throws -> Found {
        var facts: LXDFile?
        var told: [UInt8] = []
        var sent: Int64 = -1
        do {
            try await client.pull(instance, path.text, head: { facts = $0 }) { bytes in
                guard let facts else { throw LXDError.protocolViolation("the daemon does not tell what \(path) is") }
                guard facts.kind == .file else {
                    told += bytes
                    guard told.count <= Self.longestList else { throw LXDError.tooLong(limit: Self.longestList) }
                    return
                }
                guard let name else { throw Enough() }
                if sent < 0 { try await begin(name, facts, path) }
                try await send(bytes)
                sent = max(0, sent) + Int64(bytes.count)
            }
            guard let facts else { throw LXDError.protocolViolation("the daemon does not tell what \(path) is") }
            switch facts.kind {
            case .file:
                guard let name else { return .file }
                if sent < 0 { try await begin(name, facts, path) }
                guard max(0, sent) == facts.length else { throw LXDError.closed }
                try await send(TarWriter.padding(max(0, sent)))
                return .file
            case .symlink: return .link(String(decoding: told, as: UTF8.self), facts)
            case .directory:
                guard let names = try? JSONValue(parsing: told)["metadata"]?.array?.compactMap(\.string) else {
                    throw LXDError.protocolViolation("the list of \(path) cannot be read")
                }
                return .directory(names.filter { !$0.isEmpty && !$0.contains("/") && $0 != "." && $0 != ".." }, facts)
            }
        } catch is Enough {
            return .file
        } catch let error as LXDError {
            throw FileFault(Self.attempt, path, error)
        }
    }

    private func begin(_ name: String, _ facts: LXDFile, _ path: InnerPath) async throws {
        guard let length = facts.length else { throw LXDError.protocolViolation("the daemon does not tell how long \(path) is") }
        var entry = entry(.file(length), [], facts)
        entry.name = name
        try await send(TarWriter.head(entry))
    }

    private func send(_ bytes: [UInt8]) async throws {
        guard await sink(bytes) else { throw DriverError.cancelled }
    }

    /// A path without links in it. What the daemon tells of a link holds for what it lies in by its own name alone.
    private func resolved(_ path: InnerPath) async throws -> InnerPath {
        var pending = path.text.split(separator: "/").map(String.init)
        var done: [String] = []
        var links = 0
        let root = InnerPath.root
        while !pending.isEmpty {
            let part = pending.removeFirst()
            if part == ".." {
                _ = done.popLast()
                continue
            }
            guard part != ".", case .link(let target, _) = try await look(at: root.appending(done + [part]), named: nil) else {
                if part != "." { done.append(part) }
                continue
            }
            links += 1
            guard links <= 40 else { throw FileFault(Self.attempt, path, .refused("it leads through too many links")) }
            if target.hasPrefix("/") { done = [] }
            pending = target.split(separator: "/").map(String.init) + pending
        }
        return root.appending(done)
    }
}

/// What links say.
enum LinkText {
    /// The daemon tells where a link leads from the root on. Within what is read it is told from the link on, so that it holds wherever the tree goes.
    static func relative(_ target: String, from link: InnerPath, within root: InnerPath) -> String {
        guard target.hasPrefix("/"), target == root.text || target.hasPrefix(root.text == "/" ? "/" : "\(root.text)/") else {
            return target
        }
        let to = target.split(separator: "/")
        let from = link.directory.text.split(separator: "/")
        let common = zip(to, from).prefix { $0 == $1 }.count
        let parts = from.dropFirst(common).map { _ in ".." } + to.dropFirst(common).map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
