import Subprocess
import SystemPackage

extension LocalProcess {
    /// Starts the process and returns once it runs.
    ///
    /// - Parameter channel: what stands between the process and the session; see ``SessionChannel``.
    func open(terminal size: TerminalSize?, channel: some SessionChannel = DirectChannel()) async throws(TransportError) -> CommandSession {
        guard !Task.isCancelled else { throw .cancelled }
        var terminal: PseudoTerminal?
        if let size { terminal = try PseudoTerminal(size: size) }
        let state = SessionState(terminal: terminal)
        let task = Task { await run(state, channel) }
        let session = CommandSession(state: state, task: task)
        guard let started = await state.started.value() else {
            await session.terminate()
            throw .cancelled
        }
        try started.get()
        return session
    }

    private func run(_ state: SessionState, _ channel: some SessionChannel) async {
        let result: Result<CommandExit, TransportError>
        do {
            let status: TerminationStatus
            if let terminal = state.terminal, let slave = terminal.takeSlave() {
                let input = FileDescriptorInput.fileDescriptor(FileDescriptor(rawValue: slave), closeAfterSpawningProcess: true)
                status = try await Subprocess.run(
                    configuration(terminal: terminal.path), input: input, output: .discarded, error: .discarded
                ) { execution in
                    state.started.fulfil(.success(()))
                    await Self.pump(terminal, state, channel, until: execution.processIdentifier)
                    await ProcessSession.settle(execution, ended: false, hangUp: true)
                }.terminationStatus
            } else {
                status = try await Subprocess.run(
                    configuration(), input: .inputWriter, output: .sequence, error: .sequence
                ) { execution in
                    state.started.fulfil(.success(()))
                    await Self.pump(execution, state, channel)
                    await ProcessSession.settle(execution, ended: false)
                }.terminationStatus
            }
            result = await channel.conclude(Task.isCancelled ? nil : CommandExit(status), state.output)
        } catch {
            result = Task.isCancelled ? await channel.conclude(nil, state.output) : .failure(self.error(error))
        }
        state.started.fulfil(result.map { _ in })
        state.input.abandon()
        state.output.finish()
        state.outcome.fulfil(result)
    }

    private static func pump(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>, _ state: SessionState, _ channel: some SessionChannel
    ) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await copy(execution.standardOutput, .standardOutput, to: state, channel)
                return true
            }
            group.addTask {
                await copy(execution.standardError, .standardError, to: state, channel)
                return true
            }
            group.addTask {
                while let bytes = await state.input.next() {
                    guard (try? await execution.standardInputWriter.write(bytes)) == bytes.count else { break }
                }
                state.input.abandon()
                try? await execution.standardInputWriter.finish()
                return false
            }
            var openStreams = 2
            while openStreams > 0, let wasOutput = await group.next() {
                if wasOutput { openStreams -= 1 }
            }
            await ProcessSession.exit(of: execution.processIdentifier)
            group.cancelAll()
        }
    }

    private static func copy(
        _ stream: SubprocessOutputSequence, _ name: OutputChunk.Stream, to state: SessionState, _ channel: some SessionChannel
    ) async {
        // A pipe that cannot be read any more has ended like one that was closed; the exit status tells the rest.
        do {
            for try await buffer in stream {
                let chunk = OutputChunk(stream: name, bytes: buffer.withUnsafeBytes { Array($0) })
                guard await channel.pass(chunk, to: state.output) else { return }
            }
        } catch {
            return
        }
    }

    private static func pump(
        _ terminal: PseudoTerminal, _ state: SessionState, _ channel: some SessionChannel, until process: ProcessIdentifier
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    guard let bytes = terminal.read() else {
                        await Readiness.wait(for: .reading, on: terminal.master)
                        continue
                    }
                    guard !bytes.isEmpty, await channel.pass(OutputChunk(stream: .standardOutput, bytes: bytes), to: state.output)
                    else { return }
                }
            }
            group.addTask {
                await channel.inputOpens(on: terminal)
                while let bytes = await state.input.next(), await terminal.write(bytes) {}
                // A terminal has no end of input: its line discipline takes Ctrl-D for one (termios(3), VEOF).
                if !Task.isCancelled { _ = await terminal.write([4]) }
                state.input.abandon()
            }
            await ProcessSession.exit(of: process)
            group.cancelAll()
        }
        // Whoever still holds the terminal in the background does not keep what the process itself wrote from arriving.
        while !Task.isCancelled, let bytes = terminal.read(), !bytes.isEmpty {
            guard await channel.pass(OutputChunk(stream: .standardOutput, bytes: bytes), to: state.output) else { return }
        }
    }
}
