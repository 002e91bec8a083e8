import Glibc
import StrataDriverKit

/// Files of a site's machine, with errors in the driver's terms.
struct Place: Sendable {
    let machine: any Machine

    func run(_ command: Command, _ attempt: String, _ object: String) async throws(DriverError) -> CommandOutput {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.run(command) }
    }

    /// Runs a command that must succeed; what it says otherwise is the answer.
    @discardableResult
    func check(_ command: Command, _ attempt: String, _ object: String) async throws(DriverError) -> CommandOutput {
        let output = try await run(command, attempt, object)
        guard output.succeeded else { throw .failed(.init(attempt, object, answer: Self.answer(output))) }
        return output
    }

    /// What a program said, or how it ended when it said nothing.
    static func answer(_ output: CommandOutput) -> String {
        let said = QEMUMessage.text(of: output.errorText)
        return said.isEmpty ? "\(output.exit)" : said
    }

    func read(_ path: String, _ attempt: String, _ object: String, limit: Int = 1 << 20) async throws(DriverError) -> [UInt8]? {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.read(path, limit: limit) }
    }

    func write(_ path: String, _ bytes: [UInt8], mode: UInt32, _ attempt: String, _ object: String) async throws(DriverError) {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.write(path, bytes, mode: mode) }
    }

    func makeDirectory(_ path: String, mode: UInt32, _ attempt: String, _ object: String) async throws(DriverError) {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.makeDirectory(path, mode: mode) }
    }

    func remove(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.remove(path) }
    }

    func exists(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) -> Bool {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.exists(path) }
    }

    /// The directories in a directory; none when it does not exist.
    func directories(in path: String, _ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        try await names(of: .directory, in: path, attempt, object)
    }

    /// The files in a directory; none when it does not exist.
    func files(in path: String, _ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        try await names(of: .file, in: path, attempt, object)
    }

    private func names(
        of kind: FileEntry.Kind, in path: String, _ attempt: String, _ object: String
    ) async throws(DriverError) -> [String] {
        do throws(TransportError) {
            return try await machine.list(path).filter { $0.kind == kind }.map(\.name)
        } catch .io(_, errno: ENOENT) {
            return []
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    /// Gives a directory another place unless that is taken.
    /// - Returns: false when it is.
    func move(_ path: String, to destination: String, _ attempt: String, _ object: String) async throws(DriverError) -> Bool {
        try await transport(attempt, object) { () throws(TransportError) in try await machine.rename(path, to: destination) }
    }

    /// Makes a file appear under another name too, or a copy of it where that cannot be.
    func share(_ path: String, as other: String, _ attempt: String, _ object: String) async throws(DriverError) {
        guard machine.isLocal else {
            let script = #"[ -e "$2" ] || ln -- "$1" "$2" 2>/dev/null || { cp --reflink=auto -- "$1" "$2.new" && mv -- "$2.new" "$2"; }"#
            var command = Command("sh", "-c", script, "sh", path, other)
            command.deadline = .seconds(600)
            try await check(command, attempt, object)
            return
        }
        if link(path, other) == 0 || errno == EEXIST { return }
        try await transport(attempt, object) { () throws(TransportError) in
            try await machine.upload(path, to: other, mode: 0o600, progress: nil)
        }
    }

    /// How many names files have, and what they take on disk in bytes; those that do not exist are left out.
    func measure(
        _ paths: [String], _ attempt: String, _ object: String
    ) async throws(DriverError) -> [String: (names: Int, allocated: Int64)] {
        var measures: [String: (names: Int, allocated: Int64)] = [:]
        if machine.isLocal {
            for path in paths {
                var status = stat()
                if stat(path, &status) == 0 { measures[path] = (Int(status.st_nlink), Int64(status.st_blocks) * 512) }
            }
        } else if !paths.isEmpty {
            // It says of each file that is not there that it is not, and ends with an error.
            let output = try await run(Command(executable: "stat", arguments: ["-c", "%h %b %n", "--"] + paths), attempt, object)
            for line in output.text.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 2)
                guard words.count == 3, let names = Int(words[0]), let blocks = Int64(words[1]) else { continue }
                measures[String(words[2])] = (names, blocks * 512)
            }
        }
        return measures
    }

    private func transport<Value>(
        _ attempt: String, _ object: String, _ body: () async throws(TransportError) -> Value
    ) async throws(DriverError) -> Value {
        do throws(TransportError) {
            return try await body()
        } catch {
            throw DriverError(error, attempt, object)
        }
    }
}
