import StrataAPI
import StrataDriverKit
import Synchronization
import TarStreams

extension Contract {
    static let exchanging: [Contract] = [
        Contract(
            "files", .files,
            "Files that are put into a machine come out as they were, with modes and owners; what is there gets new content."
        ) {
            stage in
            let (_, id) = try await stage.exchangeable()
            let long = Array((0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let files: [(TarEntry, [UInt8])] = [
                (TarEntry(.directory, "tree", mode: 0o750), []),
                (TarEntry(.file(700_000), "tree/a b'\"$x;\u{E9}", mode: 0o640, user: 5, group: 6), long),
                (TarEntry(.file(0), "tree/empty", mode: 0o600), []), (TarEntry(.directory, "tree/-d", mode: 0o700), []),
                (TarEntry(.file(2), "tree/-d/-x", mode: 0o755), [1, 2]),
                (TarEntry(.symbolicLink(to: "../empty"), "tree/-d/link", mode: 0o777), []),
            ]
            for _ in 0..<2 {
                try await stage.push(id, into: "/tmp", files)
                let found = try await stage.pull(id, "/tmp/tree", isRecursive: true)
                try stage.expectEqual(Set(found.map(\.name)), Set(files.map(\.0.name)), "the names of what came out")
                for (entry, content) in files {
                    guard let same = found.first(where: { $0.name == entry.name }) else { continue }
                    try stage.expectEqual(same.entry.kind, entry.kind, "what \(entry.name) is")
                    try stage.expect(same.content == content, "\(entry.name) holds something else")
                    if case .symbolicLink = entry.kind { continue }
                    try stage.expectEqual(same.entry.mode, entry.mode, "the mode of \(entry.name)")
                    try stage.expectEqual([same.entry.user, same.entry.group], [entry.user, entry.group], "the owners of \(entry.name)")
                }
            }
            try await stage.push(id, into: "/tmp/tree", [(TarEntry(.file(3), "empty", mode: 0o600), [7, 8, 9])])
            let one = try await stage.pull(id, "/tmp/tree/empty", isRecursive: false)
            try stage.expectEqual(one.map(\.content), [[7, 8, 9]], "the content of one file alone")
        },
        Contract(
            "files.refused", .files,
            "What is not there, and a directory that was not asked for as such, is refused, and so is a place that is none."
        ) {
            stage in
            let (_, id) = try await stage.exchangeable()
            for path in ["/no/such/file", "/tmp/none"] {
                try await stage.expectRefusal("reading \(path)", .notFound) { _ = try await stage.pull(id, path, isRecursive: true) }
            }
            try await stage.expectRefusal("reading a directory as a file", .refused) {
                _ = try await stage.pull(id, "/tmp", isRecursive: false)
            }
            let file = [(TarEntry(.file(1), "x", mode: 0o600), [UInt8(1)])]
            try await stage.expectRefusal("writing into a directory that is not there", .notFound, .refused) {
                try await stage.push(id, into: "/no/such", file)
            }
            try await stage.expectRefusal("writing a file where a directory is", .refused) {
                try await stage.push(id, into: "/", [(TarEntry(.file(1), "tmp", mode: 0o600), [1])])
            }
            for name in ["../x", "/tmp/x", "a/../../x"] {
                try await stage.expectRefusal("an entry \(name)", .refused) {
                    try await stage.push(id, into: "/tmp", [(TarEntry(.file(1), name, mode: 0o600), [1])])
                }
            }
            try await stage.expectRefusal("files of what does not exist", .notFound, .refused) {
                _ = try await stage.pull(NativeID("no-such-machine"), "/tmp", isRecursive: true)
            }
        },
        Contract("files.cut", .files, "A file that stops coming half-way is not there half.") { stage in
            let (_, id) = try await stage.exchangeable()
            let whole = TarWriter.head(TarEntry(.file(8_000_000), "half", mode: 0o600)) + [UInt8](repeating: 1, count: 4_000_000)
            let driver = try stage.able((any FileExchanging).self)
            let pieces = Mutex(stride(from: 0, to: whole.count, by: 65_536).map { Array(whole[$0..<min($0 + 65_536, whole.count)]) }[...])
            do {
                try await driver.push(id, into: try InnerPath("/tmp")) { () async throws(DriverError) in
                    guard let piece = pieces.withLock({ $0.popFirst() }) else { throw .cancelled }
                    return piece
                }
                throw Breach("a file that stopped coming was taken for a whole one")
            } catch is DriverError {
                try await stage.expectRefusal("reading what came half", .notFound) {
                    _ = try await stage.pull(id, "/tmp/half", isRecursive: false)
                }
            }
        },
    ]
}

/// A file as it came out of a machine.
struct Pulled: Sendable {
    var entry: TarEntry
    var name: String
    var content: [UInt8]
}

extension Stage {
    /// A running machine whose files can be had.
    fileprivate func exchangeable() async throws -> (Instance, NativeID) {
        _ = try able((any FileExchanging).self)
        return try await ready()
    }

    fileprivate func push(_ id: NativeID, into directory: String, _ files: [(TarEntry, [UInt8])]) async throws {
        let bytes = files.flatMap { TarWriter.head($0.0) + $0.1 + TarWriter.padding($0.0.size) } + TarWriter.end
        let pieces = Mutex(stride(from: 0, to: bytes.count, by: 10_000).map { Array(bytes[$0..<min($0 + 10_000, bytes.count)]) }[...])
        try await able((any FileExchanging).self).push(id, into: try InnerPath(directory)) { () async throws(DriverError) in
            pieces.withLock { $0.popFirst() }
        }
    }

    fileprivate func pull(_ id: NativeID, _ path: String, isRecursive: Bool) async throws -> [Pulled] {
        let bytes = Mutex<[UInt8]>([])
        try await able((any FileExchanging).self).pull(id, try InnerPath(path), isRecursive: isRecursive) { piece in
            bytes.withLock { $0 += piece }
            return true
        }
        let whole = Mutex<[UInt8]?>(bytes.withLock { $0 })
        let reader = TarReader { whole.withLock { $0.take() } }
        var found: [Pulled] = []
        while let entry = try await reader.next() {
            var content: [UInt8] = []
            while let piece = try await reader.content() { content += piece }
            found.append(Pulled(entry: entry, name: entry.path?.joined(separator: "/") ?? entry.name, content: content))
        }
        return found
    }
}
