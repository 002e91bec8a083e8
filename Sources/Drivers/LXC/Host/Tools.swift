import StrataDriverKit

/// The site's machine, with errors in the driver's terms.
struct Tools: Sendable {
    let machine: any Machine
    let facts: SiteFacts
    /// Where the containers lie.
    let path: String

    /// Runs a command to its end, however it ends.
    func run(_ command: Command, _ attempt: String, _ object: String) async throws(DriverError) -> CommandOutput {
        do throws(TransportError) {
            return try await machine.run(command)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    /// One of LXC's tools on one container.
    func command(
        _ tool: String, _ name: String, _ arguments: [String] = [], map: IDMap? = nil, deadline: Duration = .seconds(30)
    ) -> Command {
        var command = facts.command(tool, ["-P", path, "-n", name] + arguments, map: map)
        command.deadline = deadline
        return command
    }

    /// Runs a command that must succeed; what it says otherwise is the answer.
    @discardableResult
    func check(_ command: Command, _ attempt: String, _ object: String, hint: String = "") async throws(DriverError) -> CommandOutput {
        let output = try await run(command, attempt, object)
        guard output.succeeded else { throw .failed(.init(attempt, object, answer: Self.answer(output), hint: hint)) }
        return output
    }

    /// What a tool said, or how it ended when it said nothing.
    static func answer(_ output: CommandOutput) -> String {
        let said = ToolMessage.text(of: output.errorText)
        return said.isEmpty ? "\(output.exit)" : said
    }

    func read(_ file: String, _ attempt: String, _ object: String) async throws(DriverError) -> [UInt8]? {
        do throws(TransportError) {
            return try await machine.read(file, limit: FileBatch.limit)
        } catch .io(_, errno: 20) {  // ENOTDIR: no such thing either
            return nil
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func read(_ files: [String], _ attempt: String, _ object: String) async throws(DriverError) -> [String: [UInt8]] {
        do throws(TransportError) {
            return try await FileBatch.read(files, on: machine)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func write(_ file: String, _ bytes: [UInt8], mode: UInt32, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.write(file, bytes, mode: mode)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func makeDirectory(_ directory: String, mode: UInt32, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.makeDirectory(directory, mode: mode)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func remove(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.remove(path)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func exists(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) -> Bool {
        do throws(TransportError) {
            return try await machine.exists(path)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    /// The directories and links to such in a directory, by name; none when it does not exist.
    func directories(in directory: String, _ attempt: String, _ object: String) async throws(DriverError) -> [String] {
        do throws(TransportError) {
            return try await machine.list(directory).filter { $0.kind == .directory || $0.kind == .symbolicLink }.map(\.name)
        } catch .io(_, errno: 2) {  // ENOENT
            return []
        } catch {
            throw DriverError(error, attempt, object)
        }
    }
}
