import ArgumentParser
import Glibc
import StrataAPI
import StrataClient
import TarStreams

/// `strata cp`
struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cp",
        abstract: "Copy files into an instance, or out of it.",
        discussion: """
            One of the two is NAME:/path, a path in an instance; the other is of this machine, - for standard output. A path in an instance that ends in / is \
            a directory that the copy is put into; any other is the copy's own name. What is put into an instance is root's there; a file that is replaced \
            may keep its owner and mode. Devices, sockets and pipes are left out.

            Examples:
              strata cp nginx.conf web:/etc/nginx/nginx.conf
              strata cp -r site web:/srv/
              strata cp web:/var/log/syslog .
              strata cp web:/etc/os-release - | head -1
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Flag(name: [.customShort("r"), .long], help: "Copy a directory with all that is in it.")
    var recursive = false

    @Argument(help: "What is copied.", completion: .file())
    var source: CopyPlace

    @Argument(help: "Where to.", completion: .file())
    var target: CopyPlace

    func validate() throws {
        switch (source, target) {
        case (.here, .inside(_, let path)), (.inside(_, let path), .here):
            if !path.hasPrefix("/") { throw ValidationError("a path in an instance begins with /: NAME:/path") }
            if source == .here("-") { throw ValidationError("standard input has no size; put it into a file first") }
        case (.here, .here): throw ValidationError("neither is in an instance: write NAME:/path")
        case (.inside, .inside): throw ValidationError("both are in instances: copy to this machine first")
        }
    }

    func run() async throws {
        let context = try global.open()
        switch (source, target) {
        case (.here(let path), .inside(let instance, let inner)): try await push(path, instance, inner, context)
        case (.inside(let instance, let inner), .here(let path)): try await pull(instance, inner, path, context)
        default: break
        }
    }

    private func push(_ path: String, _ instance: String, _ inner: String, _ context: ClientContext) async throws {
        let what = "cannot copy \(path) to \(instance):\(inner)"
        let isInto = inner.hasSuffix("/")
        let name = isInto ? CopyPlace.name(of: LocalPath.joined(path)) : CopyPlace.name(of: inner)
        guard !name.isEmpty else { throw CommandFailure(what, cause: "\(path) has no name that the copy could have", status: .usage) }
        let directory = isInto ? inner : CopyPlace.directory(of: inner)
        let objectName = context.name(Instance.kind, instance)
        let tree = LocalTree(path, named: name, isRecursive: recursive, for: what) { context.printer.message("strata: \($0)") }
        // Before anything is asked: what cannot be read need not be sent.
        var first = try tree.next()
        try await Progress.during(context.printer.messages) { progress in
            do {
                _ = try await context.client.upload(
                    "files", of: Instance.kind, objectName, query: [("path", directory)], timeout: .seconds(600)
                ) {
                    progress.show("\(instance): copying", detail: ByteCount.text(tree.bytes))
                    if let bytes = first {
                        first = nil
                        return bytes
                    }
                    return try tree.next()
                }
            } catch let error as ClientError {
                throw CommandFailure(what, error)
            }
        }
        let shown = "\(instance):\(directory == "/" || directory.hasSuffix("/") ? directory : directory + "/")\(name)"
        context.printer.line(TerminalText.clean("\(path): copied to \(shown), \(Self.amount(tree.files, tree.bytes))"))
    }

    private func pull(_ instance: String, _ inner: String, _ path: String, _ context: ClientContext) async throws {
        let what = "cannot copy \(instance):\(inner) to \(path)"
        let target = path == "-" ? path : try self.target(path, CopyPlace.name(of: inner), what)
        let objectName = context.name(Instance.kind, instance)
        let placing = LocalPlacing(at: target, for: what) { context.printer.message("strata: \($0)") }
        try await Progress.during(context.printer.messages) { progress in
            let session = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                try await context.client.pull(objectName, inner, isRecursive: recursive)
            }
            let reader = TarReader {
                while let output = try await session.next() {
                    switch output {
                    case .output(let bytes): return Array(bytes)
                    case .errorOutput: continue
                    case .exited: return nil
                    }
                }
                return nil
            }
            do {
                try await placing.place(reader) { progress.show("\(instance): copying", detail: ByteCount.text($0)) }
            } catch let error as ClientError {
                throw CommandFailure(what, error)
            } catch let error as TarError {
                throw CommandFailure(what, cause: "\(error)")
            }
        }
        if target != "-" {
            context.printer.line(
                TerminalText.clean("\(instance):\(inner): copied to \(target), \(Self.amount(placing.files, placing.bytes))"))
        }
    }

    /// Where on this machine a copy goes.
    private func target(_ path: String, _ name: String, _ what: String) throws(CommandFailure) -> String {
        var status = stat()
        let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        guard isDirectory || !path.hasSuffix("/") else {
            throw CommandFailure(what, cause: "there is no directory \(path)", status: .notFound)
        }
        guard isDirectory else { return path }
        return path.hasSuffix("/") ? path + name : path == "." ? name : "\(path)/\(name)"
    }

    private static func amount(_ files: Int, _ bytes: Int64) -> String {
        files == 1 ? ByteCount.text(bytes) : "\(files) files, \(ByteCount.text(bytes))"
    }
}
