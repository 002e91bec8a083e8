import Glibc
import StrataDriverKit

/// Files of this machine, with errors in the driver's terms.
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
    func move(_ path: String, to destination: String, _ attempt: String, _ object: String) throws(DriverError) -> Bool {
        // A directory takes an empty one's place (rename(2)), which is as good as none.
        if rename(path, destination) == 0 { return true }
        let code = errno
        guard code == EEXIST || code == ENOTEMPTY || code == ENOTDIR else {
            throw DriverError(.io(path: destination, errno: code), attempt, object)
        }
        return false
    }

    /// Makes a file appear under another name too, or a copy of it where that cannot be.
    func share(_ path: String, as other: String, _ attempt: String, _ object: String) async throws(DriverError) {
        if link(path, other) == 0 || errno == EEXIST { return }
        try await transport(attempt, object) { () throws(TransportError) in
            try await machine.upload(path, to: other, mode: 0o600, progress: nil)
        }
    }

    /// How many names a file has; 0 when it does not exist.
    static func names(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_nlink) : 0
    }

    /// What a file takes on disk, in bytes; 0 when it does not exist.
    static func allocated(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_blocks) * 512 : 0
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
