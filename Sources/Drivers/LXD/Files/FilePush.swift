import LXD
import StrataAPI
import StrataDriverKit
import Synchronization
import TarStreams

/// Takes an archive, and puts what is in it into an instance.
struct FilePush: Sendable {
    let client: LXDClient
    let instance: String
    let directory: InnerPath
    let source: @Sendable () async throws(DriverError) -> [UInt8]?

    private static let attempt = "write"

    func run() async throws {
        guard let kind = try await kind(of: directory), kind != .file else {
            throw FileFault(Self.attempt, directory, .refused("there is no such directory", hint: "Make it first"))
        }
        let reader = TarReader { [source] in try await source() }
        while let entry = try await reading({ try await reader.next() }) {
            guard let parts = entry.path else {
                // An archive of a directory's content begins with the directory itself.
                if entry.kind == .directory, entry.name == "." || entry.name == "./" { continue }
                throw FileFault(
                    Self.attempt, directory, .refused("the archive's entry \(entry.name.printable(limit: 200)) leads out of it"))
            }
            try await put(entry, directory.appending(parts), reader)
        }
    }

    private func put(_ entry: TarEntry, _ path: InnerPath, _ reader: TarReader) async throws {
        let facts = LXDFile(mode: entry.mode & 0o7777, user: entry.user, group: entry.group)
        switch entry.kind {
        case .directory:
            try await asking(path) { () async throws(LXDError) in
                try await client.push(
                    instance, path.text, [], as: LXDFile(kind: .directory, mode: facts.mode, user: facts.user, group: facts.group))
            }
        case .file(let size): try await putFile(size, facts, path, reader)
        case .symbolicLink(let target): try await putLink(to: target, path)
        case .hardLink(let target):
            throw FileFault(
                Self.attempt, path,
                .refused("it is a second name of \(target.printable(limit: 200))", hint: "Make the archive with tar --hard-dereference"))
        case .other: throw FileFault(Self.attempt, path, .refused("it is no file, directory or link"))
        }
    }

    /// How much of a file is there before the daemon is told of it. A daemon that is cut off right at the beginning may make the file only after it was looked
    /// for to be removed; one that has taken in more than sockets hold has made it.
    private static let lookahead: Int64 = 1 << 20

    private func putFile(_ size: Int64, _ facts: LXDFile, _ path: InnerPath, _ reader: TarReader) async throws {
        let fault = StreamFault()
        var first: [[UInt8]] = []
        var count: Int64 = 0
        while count < min(size, Self.lookahead), let bytes = try await reading({ try await reader.content() }) {
            first.append(bytes)
            count += Int64(bytes.count)
        }
        let waiting = Mutex(first[...])
        do throws(LXDError) {
            try await client.push(
                instance, path.text,
                [
                    .stream(size) {
                        if let bytes = waiting.withLock({ $0.popFirst() }) { return bytes }
                        do {
                            return try await reading { try await reader.content() }
                        } catch {
                            fault.keep(error)
                            throw LXDError.cancelled
                        }
                    }
                ], as: facts)
        } catch {
            if case .refused = error { throw FileFault(Self.attempt, path, error) }
            // Half a file is none. A task of its own, since a cancelled one can send nothing.
            await Task { await removeHalf(path) }.value
            throw fault.kept ?? FileFault(Self.attempt, path, error)
        }
    }

    /// Removes a file that was cut off, and looks again until it stays away: the daemon may still be at it, and then answers with an error, or makes it late.
    private func removeHalf(_ path: InnerPath) async {
        var looks = 0
        for _ in 0..<50 where looks < 3 {
            do {
                if try await kind(of: path) == .file {
                    looks = 0
                    try await client.remove(instance, path.text)
                } else {
                    looks += 1
                }
            } catch {
                looks = 0
            }
            // Ends early for nobody: the task is this removal's own, and is never cancelled.
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func putLink(to target: String, _ path: InnerPath) async throws {
        guard !target.isEmpty, !target.utf8.contains(0) else { throw FileFault(Self.attempt, path, .refused("it is a link to nothing")) }
        if try await kind(of: path) == .symlink {
            try await asking(path) { () async throws(LXDError) in try await client.remove(instance, path.text) }
        }
        try await asking(path) { () async throws(LXDError) in
            try await client.push(instance, path.text, [.bytes(Array(target.utf8))], as: LXDFile(kind: .symlink))
        }
    }

    private func asking(_ path: InnerPath, _ body: () async throws(LXDError) -> Void) async throws {
        do throws(LXDError) { try await body() } catch { throw FileFault(Self.attempt, path, error) }
    }

    /// What comes from the one who sends.
    private func reading<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as TarError {
            throw FileFault(Self.attempt, directory, .refused("\(error)"))
        }
    }

    /// What is at a path; nil where nothing is.
    private func kind(of path: InnerPath) async throws -> LXDFile.Kind? {
        struct Enough: Error {}
        var found: LXDFile?
        do {
            try await client.pull(instance, path.text, head: { found = $0 }) { _ in throw Enough() }
        } catch is Enough {
        } catch LXDError.refused(_, 404, _) {
            return nil
        } catch let error as LXDError {
            throw FileFault(Self.attempt, path, error)
        }
        return found?.kind
    }
}
