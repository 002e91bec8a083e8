import Glibc
import LoopbackSSH
public import StrataDriverKit
import Testing

/// How a test reaches the machine.
public enum Way: String, Sendable, CaseIterable {
    case local
    case ssh
}

/// A private place for a driver's containers, taken apart with everything in it however the test ends.
public protocol ContainerPlace: Sendable {
    associatedtype TestedDriver: Driver & Executing

    var driver: TestedDriver { get }

    /// Stops what still runs, and lets go of the driver.
    func stopAll() async
}

extension ContainerPlace {
    /// Makes a place in a directory of its own, on this machine or behind SSH, and uses it.
    ///
    /// - Parameters:
    ///   - name: a part of the directory's name.
    ///   - machine: another machine to use.
    public static func use(
        _ way: Way, named name: String, machine: (any Machine)?, make: (_ directory: String, any Machine) async throws -> Self,
        _ body: (Self) async throws -> Void
    ) async throws {
        var template = Array("/tmp/strata-\(name)-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        chmod(directory, 0o711)
        let server = way == .ssh ? try await SSHServer.start(in: directory) : nil
        let remote = try await server?.machine()
        let result: Result<Void, any Error>
        do {
            let place = try await make(directory, machine ?? remote ?? LocalMachine())
            do {
                try await body(place)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            // Also when the test was cancelled, for taking too long.
            await Task { await place.stopAll() }.value
        } catch {
            result = .failure(error)
        }
        await remote?.close()
        await server?.stop()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    /// Runs a command inside and returns what it wrote and how it ended.
    public func run(
        _ id: NativeID, _ command: String..., environment: [String: String] = [:]
    ) async throws -> (text: String, exit: CommandExit) {
        let session = try await driver.exec(id, ExecRequest(command: command, environment: environment))
        var text: [UInt8] = []
        for try await chunk in session.output { text += chunk.bytes }
        return (String(decoding: text, as: UTF8.self), try await session.exit)
    }
}
