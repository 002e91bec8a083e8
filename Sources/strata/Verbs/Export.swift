import ArgumentParser
import StrataAPI
import StrataArchive
import StrataClient

/// `strata export`
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry an instance away as one file.",
        discussion: """
            The file is a tar archive of the instance's document, its disks and their sums; `strata import` makes the instance anew from it, on any \
            stack that takes the form of its disks. The instance goes on running. A file appears only once it is whole and was checked. With --native it is \
            the stack's own backup, with snapshots and settings, which the stack alone reads: `lxc import` for LXD.

            Examples:
              strata export web
              strata export web --snapshot before-upgrade -f /backup/web.tar
              strata export web -f - | ssh other strata import -
              strata export web --native -f web-lxd.tar
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance's name.")
    var name: String

    @Option(
        name: [.customShort("f"), .customLong("file")], help: "Where to; - for standard output. NAME.tar when left out.",
        completion: .file())
    var file: String?

    @Option(help: "A snapshot of the instance, whose moment is wanted.")
    var snapshot: String?

    @Flag(help: "Have the stack make a backup of its own.")
    var native = false

    @Flag(help: "Replace the file where it exists.")
    var force = false

    func validate() throws {
        if native, snapshot != nil { throw ValidationError("a stack's own backup holds all snapshots: leave out --snapshot") }
    }

    func run() async throws {
        let context = try global.open()
        let what = "cannot export \(name)"
        let path = file ?? (snapshot.map { "\(name)-\($0)" } ?? name) + ".tar"
        let objectName = context.name(Instance.kind, name)
        let target = try ArchiveFile.writing(path, replaces: force, for: what)
        do {
            let size = try await Progress.during(context.printer.messages) { progress in
                progress.show("\(name): holding its disks still")
                if native { return try await copyBackup(of: objectName, to: target, progress, context, what) }
                let query = snapshot.map { [(name: "snapshot", value: $0)] } ?? []
                let download = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                    try await context.client.download("export", of: Instance.kind, objectName, query: query, timeout: .seconds(1800))
                }
                return try await copy(download, to: target, progress, context, what)
            }
            try target.finish(for: what)
            guard path != "-" else { return }
            context.printer.line(TerminalText.clean("\(name): exported to \(path), \(ByteCount.text(size))"))
        } catch {
            target.discard()
            throw error
        }
    }

    /// - Returns: how many bytes the archive has.
    private func copy(
        _ download: Download, to target: ArchiveFile, _ progress: Progress, _ context: ClientContext, _ what: String
    ) async throws -> Int64 {
        var reader = ArchiveReader()
        var size: Int64 = 0
        while let bytes = try await context.attempt(what, { () throws(ClientError) in try await download.next() }) {
            size += Int64(bytes.count)
            do throws(ArchiveError) { _ = try reader.read(bytes) } catch { throw CommandFailure(what, cause: "\(error)") }
            try target.write(bytes, for: what)
            progress.show("\(name): exporting", detail: ByteCount.text(size))
        }
        do throws(ArchiveError) { _ = try reader.finish() } catch { throw CommandFailure(what, cause: "\(error)") }
        return size
    }

    /// The stack's own form is not looked into: that it came whole is the server's word, which cuts short what is not.
    private func copyBackup(
        of instance: ObjectName, to target: ArchiveFile, _ progress: Progress, _ context: ClientContext, _ what: String
    ) async throws -> Int64 {
        let session = try await context.attempt(what, on: Instance.kind, instance) { () throws(ClientError) in
            try await context.client.backup(instance)
        }
        var size: Int64 = 0
        while let output = try await context.attempt(what, { () throws(ClientError) in try await session.next() }) {
            switch output {
            case .output(let bytes):
                size += Int64(bytes.count)
                try target.write(Array(bytes), for: what)
                progress.show("\(name): exporting", detail: ByteCount.text(size))
            case .errorOutput: continue
            case .exited: return size
            }
        }
        return size
    }
}
