import ArgumentParser
import Glibc
import StrataAPI
import StrataClient

/// `strata screenshot`
struct Screenshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Save what the screen of a virtual machine shows, as a PNG.",
        discussion: """
            Examples:
              strata screenshot vm -f vm.png
              strata screenshot vm >vm.png
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var name: String

    @Option(name: [.customShort("f"), .customLong("file")], help: "The file to write; standard output when left out.")
    var file: String?

    func validate() throws {
        if file == nil, isatty(STDOUT_FILENO) == 1 { throw ValidationError("name a file with -f: a terminal shows no pictures") }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, name)
        let what = "cannot take a screenshot of \(name)"
        let picture = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            let download = try await context.client.download("screenshot", of: Instance.kind, objectName)
            var bytes: [UInt8] = []
            while let piece = try await download.next() {
                bytes += piece
                guard bytes.count <= 64 << 20 else { throw .malformed("its picture is larger than 64 MiB") }
            }
            return bytes
        }
        guard let file else { return Surroundings.current.output.write(picture) }
        guard let target = fopen(file, "w") else { throw CommandFailure(what, cause: "\(file): \(String(cString: strerror(errno)))") }
        let written = fwrite(picture, 1, picture.count, target)
        guard fclose(target) == 0, written == picture.count else {
            throw CommandFailure(what, cause: "\(file): \(String(cString: strerror(errno)))")
        }
        context.printer.message("\(TerminalText.clean(name)): saved as \(file)")
    }
}
