import StrataDriverKit

/// The files of Debian packages from this machine's apt sources, unpacked without being installed.
struct PackageFiles: Sendable {
    let machine: any Machine
    /// The library's, for messages.
    let directory: String
    /// The image they are for, for messages.
    let source: String
    /// What apt is told beyond this machine's own configuration.
    var options: [String] = []

    /// Downloads a package and unpacks it.
    /// - Parameter place: a directory of the caller's in which one of the package's name is made.
    /// - Returns: the directory with the package's files.
    func unpack(_ package: String, in place: String) async throws(ImageError) -> String {
        let download = "\(place)/\(package)"
        do {
            try await machine.makeDirectory("\(download)/files")
        } catch {
            throw ImageError(error, attempt: "make \(download)", directory: directory)
        }
        var command = Command(executable: "apt-get", arguments: ["--quiet"] + options + ["download", package])
        command.workingDirectory = download
        command.deadline = .seconds(600)
        try await run(command, hint: "Update the package lists with: apt-get update")
        guard let file = try await names(in: download).first(where: { $0.hasSuffix(".deb") }) else {
            throw .buildFailed(source: source, answer: "apt-get downloaded nothing for \(package)", hint: "")
        }
        var extraction = Command("dpkg-deb", "--extract", "\(download)/\(file)", "\(download)/files")
        extraction.deadline = .seconds(300)
        try await run(extraction)
        return "\(download)/files"
    }

    /// The first package that another one depends on and whose name begins so: what stands behind a package that only names the current version.
    func dependency(of package: String, beginning start: String) async throws(ImageError) -> String {
        let listed = try await run(
            Command(executable: "apt-cache", arguments: options + ["depends", "--important", package]),
            hint: "Update the package lists with: apt-get update")
        for line in listed.text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "Depends:", words[1].hasPrefix(start), Self.isName(words[1]) { return String(words[1]) }
        }
        throw .buildFailed(
            source: source, answer: "apt knows no package \(package)", hint: "Update the package lists with: apt-get update")
    }

    /// The names in a directory; none when it does not exist.
    func names(in path: String) async throws(ImageError) -> [String] {
        do {
            guard try await machine.exists(path) else { return [] }
            return try await machine.list(path).map(\.name)
        } catch {
            throw ImageError(error, attempt: "list \(path)", directory: directory)
        }
    }

    func read(_ path: String) async throws(ImageError) -> [UInt8]? {
        do {
            return try await machine.read(path, limit: 64 << 20)
        } catch {
            throw ImageError(error, attempt: "read \(path)", directory: directory)
        }
    }

    @discardableResult
    func run(_ command: Command, hint: String = "") async throws(ImageError) -> CommandOutput {
        do {
            return try await machine.check(command)
        } catch .notFound(let program) {
            let packages = ["dpkg-deb": "dpkg", "apt-get": "apt", "apt-cache": "apt", "xz": "xz-utils", "find": "findutils"]
            throw .missingProgram(program, package: packages[program] ?? program)
        } catch .failed(_, let exit, let message) {
            if message.contains("No space left on device") { throw .diskFull(directory: directory) }
            throw .buildFailed(source: source, answer: message.isEmpty ? "\(command) \(exit)" : message, hint: hint)
        } catch {
            throw ImageError(error, attempt: "run \(command)", directory: directory)
        }
    }

    /// Debian Policy, 5.6.1.
    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count <= 200
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "+-.".utf8.contains(byte)
            }
    }
}
