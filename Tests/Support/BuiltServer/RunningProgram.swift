public import StrataDriverKit

/// A program that runs beside a test, with everything it has written.
public final class RunningProgram: Sendable {
    /// The program ended, or time was up, before it wrote what was waited for.
    public struct NeverSaid: Error, CustomStringConvertible {
        public var expected: String
        public var written: String

        public var description: String { "\"\(expected)\" was not written; what was: \(written)" }
    }

    private let session: CommandSession
    private let transcript = Transcript()
    private let reading: Task<Void, Never>

    /// Starts the program; its standard input is open and empty.
    public init(_ command: Command) async throws {
        let session = try await LocalMachine().open(command, terminal: nil)
        self.session = session
        reading = Task { [transcript] in
            do {
                for try await chunk in session.output { transcript.append(String(decoding: chunk.bytes, as: UTF8.self)) }
            } catch {
                transcript.append("\n(reading ended: \(error))\n")
            }
            transcript.end()
        }
    }

    /// Everything written so far, to both outputs.
    public var text: String { transcript.text }

    /// Waits until a text has been written so many times.
    ///
    /// - Returns: everything written until then.
    /// - Throws: ``NeverSaid``.
    @discardableResult
    public func wait(for expected: String, times: Int = 1, within limit: Duration = .seconds(30)) async throws -> String {
        let transcript = transcript
        let text = await withTaskGroup(of: String?.self) { group in
            group.addTask { await transcript.wait { $0.ranges(of: expected).count >= times } }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let text else { throw NeverSaid(expected: expected, written: transcript.text) }
        return text
    }

    /// Waits until the program has ended by itself.
    public func exit() async throws -> CommandExit {
        await reading.value
        return try await session.exit
    }

    /// Ends the program and everything it started.
    public func terminate() async {
        await session.terminate()
        await reading.value
    }
}
