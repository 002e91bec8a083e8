import StrataDriverKit
import Testing

@testable import QEMUDriver

/// The shell on a machine's serial line.
final class Shell {
    private let session: CommandSession
    private var output: CommandSession.Output.AsyncIterator
    private var text = ""
    private var said = 0

    static func open(on id: NativeID, of yard: Yard) async throws -> Shell {
        Shell(try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)))
    }

    init(_ session: CommandSession) {
        self.session = session
        output = session.output.makeAsyncIterator()
    }

    /// Runs a line and returns what it printed, line by line.
    func say(_ line: String) async throws -> [String] {
        said += 1
        // Put together by the shell, so that what it echoes of the line is no sign.
        let (begin, end) = ("begin-\(said).", "end-\(said).")
        try await session.send(Array("\necho beg''in-\(said).; \(line); echo e''nd-\(said).\n".utf8))
        while !text.contains(end) {
            guard let chunk = try await output.next() else { break }
            text += String(decoding: chunk.bytes, as: UTF8.self)
        }
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        let first = try #require(lines.firstIndex { $0.hasSuffix(begin) }, "the shell said: \(text)")
        let last = try #require(lines.lastIndex { $0.hasSuffix(end) })
        return Array(lines[(first + 1)..<last])
    }

    func close() async { await session.terminate() }
}
