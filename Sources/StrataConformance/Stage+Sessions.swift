import StrataDriverKit

/// What a command inside a machine did.
struct Ran: Sendable {
    var exit: CommandExit
    var output = ""
    var errors = ""
}

extension Stage {
    /// Runs a command inside a machine to its end.
    func exec(_ id: NativeID, _ request: ExecRequest, input: String? = nil) async throws -> Ran {
        let session = try await able((any Executing).self).exec(id, request)
        if let input { try await session.send(Array(input.utf8)) }
        session.endInput()
        var (output, errors): ([UInt8], [UInt8]) = ([], [])
        for try await chunk in session.output {
            if chunk.stream == .standardError { errors += chunk.bytes } else { output += chunk.bytes }
            try expect(output.count + errors.count < 1 << 20, "a command that writes little wrote more than 1 MiB")
        }
        return Ran(
            exit: try await session.exit, output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self))
    }

    func exec(_ id: NativeID, _ command: String...) async throws -> Ran { try await exec(id, ExecRequest(command: command)) }

    /// Reads a session until it showed a text, or for at most a time, and ends it. Whatever it showed is returned.
    func read(_ session: CommandSession, until wanted: (String) -> Bool, within limit: Duration) async throws -> String {
        let watch = Task {
            try await Task.sleep(for: limit)
            await session.terminate()
        }
        defer { watch.cancel() }
        var shown: [UInt8] = []
        do {
            for try await chunk in session.output {
                shown += chunk.bytes
                if wanted(String(decoding: shown, as: UTF8.self)) || shown.count > 1 << 20 { break }
            }
        } catch {
            // Ended by the watch, or from the other side; what was shown until then is what there is.
        }
        await session.terminate()
        return String(decoding: shown, as: UTF8.self)
    }
}
