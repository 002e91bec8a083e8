package import StrataDriverKit

/// A site's machine, with errors in its driver's terms.
package protocol HostAccess: Sendable {
    var machine: any Machine { get }

    /// What an error of the transport means for the call that met it.
    func error(_ error: TransportError, _ attempt: String, _ object: String) -> DriverError

    /// What a program wrote to standard error, without what helps nobody.
    func words(_ errors: String) -> String
}

extension HostAccess {
    /// Runs a command to its end, however it ends.
    package func run(_ command: Command, _ attempt: String, _ object: String) async throws(DriverError) -> CommandOutput {
        do throws(TransportError) {
            return try await machine.run(command)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    /// Runs a command that must succeed; what it says otherwise is the answer.
    @discardableResult
    package func check(
        _ command: Command, _ attempt: String, _ object: String, hint: String = ""
    ) async throws(DriverError) -> CommandOutput {
        let output = try await run(command, attempt, object)
        guard output.succeeded else { throw .failed(.init(attempt, object, answer: answer(output), hint: hint)) }
        return output
    }

    /// What a program said, or how it ended when it said nothing.
    package func answer(_ output: CommandOutput) -> String {
        let said = words(output.errorText)
        return said.isEmpty ? "\(output.exit)" : said
    }

    /// Starts a command whose input and output flow while it runs.
    package func open(
        _ command: Command, terminal: TerminalSize? = nil, _ attempt: String, _ object: String
    ) async throws(DriverError) -> CommandSession {
        do throws(TransportError) {
            return try await machine.open(command, terminal: terminal)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    /// A file's bytes; nil when it does not exist.
    package func read(_ file: String, _ attempt: String, _ object: String) async throws(DriverError) -> [UInt8]? {
        do throws(TransportError) {
            return try await machine.read(file, limit: FileBatch.limit)
        } catch .io(_, errno: 20) {  // ENOTDIR: no such thing either
            return nil
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    /// See ``FileBatch/read(_:on:)``.
    package func read(_ files: [String], _ attempt: String, _ object: String) async throws(DriverError) -> [String: [UInt8]] {
        do throws(TransportError) {
            return try await FileBatch.read(files, on: machine)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    package func write(
        _ file: String, _ bytes: [UInt8], mode: UInt32, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.write(file, bytes, mode: mode)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    package func makeDirectory(_ directory: String, mode: UInt32, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.makeDirectory(directory, mode: mode)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    package func remove(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.remove(path)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    package func exists(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await machine.exists(path)
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    /// What lies in a directory; nothing when it does not exist.
    package func entries(in directory: String, _ attempt: String, _ object: String) async throws(DriverError) -> [FileEntry] {
        do throws(TransportError) {
            return try await machine.list(directory)
        } catch .io(_, errno: 2) {  // ENOENT
            return []
        } catch {
            throw self.error(error, attempt, object)
        }
    }

    /// The directories and links to such in a directory, by name; none when it does not exist.
    package func directories(in directory: String, _ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        try await entries(in: directory, attempt, object).filter { $0.kind == .directory || $0.kind == .symbolicLink }.map(\.name)
    }
}
