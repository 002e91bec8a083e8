import Subprocess
import Synchronization

extension LocalProcess {
    /// Why a captured process is no longer there.
    enum Ending: Sendable, Equatable {
        case exited(CommandExit)
        case timedOut
        case outputTooLarge
        case cancelled
    }

    /// What a process wrote until it ended or was ended.
    struct Capture: Sendable {
        var ending: Ending
        var output: [UInt8]
        var errors: [UInt8]
    }

    /// Runs the process to its end, or ends it.
    ///
    /// Errors are for processes that could not be started; being ended is an ``Ending``, so that what came until then is known.
    func capture(input: [UInt8], deadline: Duration, limit: Int) async throws(TransportError) -> Capture {
        guard !Task.isCancelled else { throw .cancelled }
        let output = BoundedBytes(limit: limit)
        let errors = BoundedBytes(limit: limit)
        func supervise<Input>(
            _ execution: Execution<Input, SequenceOutput, SequenceOutput>, _ writer: StandardInputWriter?
        ) async -> Ending? {
            let ending = await withTaskGroup(of: Event.self) { group in
                group.addTask { await Self.read(execution.standardOutput, into: output) }
                group.addTask { await Self.read(execution.standardError, into: errors) }
                if let writer {
                    group.addTask { await Self.feed(input, to: writer) }
                }
                group.addTask {
                    do { try await Task.sleep(for: deadline) } catch { return .nothing }
                    return .deadline
                }
                return await Self.judge(&group, process: execution.processIdentifier)
            }
            await ProcessSession.settle(execution, ended: ending != nil)
            return ending
        }
        do {
            let status: TerminationStatus
            let ending: Ending?
            if input.isEmpty {
                let result = try await Subprocess.run(configuration(), input: .none, output: .sequence, error: .sequence) {
                    await supervise($0, nil)
                }
                (status, ending) = (result.terminationStatus, result.closureResult)
            } else {
                let result = try await Subprocess.run(configuration(), input: .inputWriter, output: .sequence, error: .sequence) {
                    await supervise($0, $0.standardInputWriter)
                }
                (status, ending) = (result.terminationStatus, result.closureResult)
            }
            return Capture(ending: ending ?? .exited(CommandExit(status)), output: output.bytes, errors: errors.bytes)
        } catch {
            throw self.error(error)
        }
    }

    private enum Event: Sendable {
        case streamEnded
        case processEnded
        case limit
        case deadline
        case nothing
    }

    /// Waits for both streams to end and then for the process, unless something ends it earlier.
    /// - Returns: why the process must be ended, or `nil` when it ended by itself.
    private static func judge(_ group: inout TaskGroup<Event>, process: ProcessIdentifier) async -> Ending? {
        var openStreams = 2
        defer { group.cancelAll() }
        while let event = await group.next() {
            if Task.isCancelled { return .cancelled }
            switch event {
            case .deadline: return .timedOut
            case .limit: return .outputTooLarge
            case .processEnded: return nil
            case .nothing: continue
            case .streamEnded:
                openStreams -= 1
                guard openStreams == 0 else { continue }
                // A process may close its output and live on.
                group.addTask {
                    await ProcessSession.exit(of: process)
                    return .processEnded
                }
            }
        }
        return nil
    }

    private static func read(_ stream: SubprocessOutputSequence, into bytes: BoundedBytes) async -> Event {
        // A pipe that cannot be read any more has ended like one that was closed; the exit status tells the rest.
        do {
            for try await buffer in stream where !bytes.append(buffer) { return .limit }
        } catch {
            return .streamEnded
        }
        return .streamEnded
    }

    private static func feed(_ input: [UInt8], to writer: StandardInputWriter) async -> Event {
        // A process need not read its input: whether that is a failure is its exit status to say.
        _ = try? await writer.write(input)
        try? await writer.finish()
        return .nothing
    }
}

/// Bytes that come in until there are too many.
private final class BoundedBytes: Sendable {
    private let content = Mutex<[UInt8]>([])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { content.withLock { $0 } }

    /// - Returns: false when the bytes do not fit.
    func append(_ buffer: SubprocessOutputSequence.Buffer) -> Bool {
        buffer.withUnsafeBytes { bytes in
            content.withLock { content in
                let room = limit - content.count
                content += bytes.prefix(room)
                return bytes.count <= room
            }
        }
    }
}
