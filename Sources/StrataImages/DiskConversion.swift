import Glibc
import StrataAPI
import StrataDriverKit

/// Turns disks of other formats into QEMU's own with qemu-img(1).
///
/// The file is what somebody brought: its format is given and never guessed, nothing below it is opened, and the program is bounded in time, memory and in what
/// it writes.
struct DiskConversion: Sendable {
    let machine: any Machine
    /// The library's, for messages.
    let directory: String
    let limits: ImageLimits

    /// The memory that qemu-img may use, in bytes.
    private static let memory = 4 << 30

    /// Makes `target` of the disk `path`.
    /// - Parameter shown: the path for messages.
    func convert(_ path: String, _ format: DiskFormat, to target: String, shown: String) async throws(ImageError) {
        let source: JSONValue = [
            "driver": .string(format.rawValue), "backing": .null, "file": ["driver": "file", "filename": .string(path)],
        ]
        let name = "json:\(source.text)"
        let told = try await run(["info", "--output=json", name], shown: shown)
        guard let facts = try? JSONValue(parsing: told.output), let size = facts["virtual-size"]?.int, size > 0 else {
            throw .invalid("\(shown.printable(limit: 300)) is a disk of which qemu-img cannot tell the size")
        }
        guard size <= limits.diskSize else {
            throw .tooLarge(path: shown, what: "its disk has \(size) bytes, and \(limits.diskSize) are allowed")
        }
        try await run(["convert", "-O", "qcow2", name, target], shown: shown)
    }

    @discardableResult
    private func run(_ arguments: [String], shown: String) async throws(ImageError) -> CommandOutput {
        let bounds = ["--as=\(Self.memory)", "--fsize=\(limits.fileSize)", "--core=0", "--"]
        var command = Command(executable: "prlimit", arguments: bounds + ["qemu-img"] + arguments)
        command.deadline = limits.duration
        let output: CommandOutput
        do {
            output = try await machine.run(command)
        } catch .notFound(let program) {
            throw .missingProgram(program, package: "util-linux")
        } catch {
            throw ImageError(error, attempt: "convert \(shown.printable(limit: 300))", directory: directory)
        }
        guard !output.succeeded else { return output }
        let said = output.errorText
        if said.contains("No space left on device") { throw .diskFull(directory: directory) }
        if said.contains("failed to execute qemu-img") { throw .missingProgram("qemu-img", package: "qemu-utils") }
        if output.exit == .signalled(SIGXFSZ) || said.contains(String(cString: strerror(EFBIG))) {
            throw .tooLarge(path: shown, what: "it takes more than \(limits.fileSize) bytes")
        }
        throw .invalid("\(shown.printable(limit: 300)) is a disk that cannot be read: \(Self.words(said, exit: "\(output.exit)"))")
    }

    /// What qemu-img said, without the name that it was given.
    private static func words(_ said: String, exit: String) -> String {
        let line = said.split(separator: "\n").last.map(String.init) ?? exit
        guard line.hasPrefix("qemu-img: "), let end = line.lastRange(of: "': ") else { return line.printable(limit: 300) }
        return String(line[end.upperBound...]).printable(limit: 300)
    }
}

extension String {
    /// The last place of a text in this one.
    fileprivate func lastRange(of text: String) -> Range<Index>? { ranges(of: text).last }
}
