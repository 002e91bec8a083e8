import TaskPermits
import Synchronization

/// Reads a remote command's framing out of a session's stream, and ends the command on its machine when the session ends early.
final class RemoteChannel: SessionChannel {
    private struct State {
        var framing: RemoteFraming
        /// The last of what was said on standard error, for the error to throw.
        var said: [UInt8] = []
    }

    private let state: Mutex<State>
    private let command: Command
    private let connection: SSHConnection
    private let framed: OutputChunk.Stream
    private let announced = Promise<Void>()
    /// Held for as long as the session runs.
    private let permit: Permit?

    init(command: Command, nonce: String, connection: SSHConnection, permit: Permit?, onTerminal: Bool) {
        self.permit = permit
        self.command = command
        self.connection = connection
        framed = onTerminal ? .standardOutput : .standardError
        state = Mutex(State(framing: RemoteFraming(nonce: nonce)))
    }

    func pass(_ chunk: OutputChunk, to output: Conduit<OutputChunk>) async -> Bool {
        guard chunk.stream == framed else { return await output.send(chunk) }
        let bytes = state.withLock { state in
            let bytes = state.framing.filter(chunk.bytes)
            state.said = Array((state.said + bytes).suffix(4096))
            if state.framing.process != nil { announced.fulfil(()) }
            return bytes
        }
        return bytes.isEmpty ? true : await output.send(OutputChunk(stream: framed, bytes: bytes))
    }

    /// Until the SSH client has made its terminal raw, that terminal would keep an end of input, or an interrupt, for itself.
    func inputOpens(on terminal: PseudoTerminal) async {
        guard await announced.value() != nil else { return }
        while !terminal.isRaw, !Task.isCancelled {
            // The client does so while the remote side starts; nothing tells when. A cancelled sleep ends the loop.
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    func conclude(_ exit: CommandExit?, _ output: Conduit<OutputChunk>) async -> Result<CommandExit, TransportError> {
        let (framing, said, rest) = state.withLock { state in
            let rest = state.framing.finish()
            return (state.framing, state.said + rest, rest)
        }
        guard let exit else {
            await connection.end(framing.process)
            return .failure(.cancelled)
        }
        if !rest.isEmpty { _ = await output.send(OutputChunk(stream: framed, bytes: rest)) }
        do throws(TransportError) {
            return .success(try connection.options.judge(exit, framing, of: command, said: said))
        } catch {
            return .failure(error)
        }
    }
}
