internal import CLibvirt
import Synchronization

/// A console of a domain, attached.
public final class ConsoleStream: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var isReading = true
        var hasEnded = false
        var reader: CheckedContinuation<Void, Never>?
    }

    /// How much may wait to be read before libvirt is asked for no more, in bytes.
    private static var room: Int { 256 << 10 }

    private let connection: LibvirtConnection
    private let stream: StreamPointer
    private let state = Mutex(State())

    init(_ connection: LibvirtConnection, _ stream: StreamPointer) {
        self.connection = connection
        self.stream = stream
    }

    /// The next bytes that the guest wrote; nil at the end, or when the task is cancelled.
    public func next() async -> [UInt8]? {
        while true {
            let (bytes, hasEnded, resumes) = state.withLock { state -> ([UInt8], Bool, Bool) in
                defer {
                    state.waiting = []
                    if !state.waiting.isEmpty || !state.hasEnded { state.isReading = true }
                }
                return (state.waiting, state.hasEnded, !state.isReading)
            }
            if resumes { listen(true) }
            if !bytes.isEmpty { return bytes }
            if hasEnded || Task.isCancelled { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isNow = state.withLock { state in
                        guard state.waiting.isEmpty, !state.hasEnded, !Task.isCancelled else { return true }
                        state.reader = continuation
                        return false
                    }
                    if isNow { continuation.resume() }
                }
            } onCancel: {
                wake()
            }
        }
    }

    /// Sends bytes to the guest, all of them, waiting while the other side takes none.
    public func send(_ bytes: [UInt8]) async throws(LibvirtError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(16 << 10))
            let count = try await connection.call("write to a console") { [stream] caller throws(LibvirtError) in
                let count = piece.withUnsafeBytes {
                    caller.api.virStreamSend(stream.value, $0.baseAddress?.assumingMemoryBound(to: CChar.self), piece.count)
                }
                // -2: not now.
                if count == -2 { return 0 }
                return Int(try caller.check(count))
            }
            rest = rest.dropFirst(count)
            if count == 0 {
                do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled }
            }
        }
    }

    /// Detaches; the guest does not notice.
    public func close() async {
        end()
        let (stream, library, threads) = (stream, connection.library, connection.threads)
        await withCheckedContinuation { continuation in
            let isTaken = threads.submit {
                _ = library.functions.pointee.virStreamEventRemoveCallback(stream.value)
                _ = library.functions.pointee.virStreamAbort(stream.value)
                continuation.resume()
            }
            if !isTaken { continuation.resume() }
        }
    }

    private func wake() { state.withLock { $0.reader.take() }?.resume() }

    private func end() {
        state.withLock { $0.hasEnded = true }
        wake()
    }

    private func listen(_ isWanted: Bool) {
        let events = isWanted ? Self.all : Self.ends
        _ = connection.library.functions.pointee.virStreamEventUpdateCallback(stream.value, Int32(bitPattern: events))
    }

    private static var ends: UInt32 { VIR_STREAM_EVENT_HANGUP.rawValue | VIR_STREAM_EVENT_ERROR.rawValue }
    private static var all: UInt32 { ends | VIR_STREAM_EVENT_READABLE.rawValue }

    /// Takes what is there, on the thread of libvirt's events.
    fileprivate func happen(_ events: UInt32) {
        let functions = connection.library.functions
        var buffer = [CChar](repeating: 0, count: 32 << 10)
        while events & VIR_STREAM_EVENT_READABLE.rawValue != 0 {
            let count = functions.pointee.virStreamRecv(stream.value, &buffer, buffer.count)
            // -2: nothing now.
            if count == -2 { break }
            guard count > 0 else { return end() }
            let isFull = state.withLock { state in
                state.waiting += buffer[..<Int(count)].map { UInt8(bitPattern: $0) }
                if state.waiting.count > Self.room { state.isReading = false }
                return !state.isReading
            }
            wake()
            guard !isFull else { return listen(false) }
        }
        if events & Self.ends != 0 { end() }
    }

    func begin(_ caller: Caller) throws(LibvirtError) {
        let context = Unmanaged.passRetained(self)
        let code = caller.api.virStreamEventAddCallback(
            stream.value, Int32(bitPattern: Self.all),
            { _, events, context in
                guard let context else { return }
                Unmanaged<ConsoleStream>.fromOpaque(context).takeUnretainedValue().happen(UInt32(bitPattern: events))
            }, context.toOpaque(), { context in if let context { Unmanaged<ConsoleStream>.fromOpaque(context).release() } })
        if code < 0 { context.release() }
        try caller.check(code)
    }
}

extension LibvirtConnection {
    /// Attaches to the first console of a running domain.
    ///
    /// - Parameter takesOver: whether somebody who is attached already is thrown out; otherwise that is an error.
    public func console(_ id: DomainID, takesOver: Bool = false) async throws(LibvirtError) -> ConsoleStream {
        let flags = takesOver ? VIR_DOMAIN_CONSOLE_FORCE.rawValue : 0
        return try await call("attach to the console of \(id)") { caller throws(LibvirtError) in
            let stream = try StreamPointer(caller, flags: UInt32(VIR_STREAM_NONBLOCK.rawValue))
            try caller.domain(id) { domain throws(LibvirtError) in
                _ = try caller.check(caller.api.virDomainOpenConsole(domain, nil, stream.value, flags))
            }
            let console = ConsoleStream(self, stream)
            try console.begin(caller)
            return console
        }
    }

    /// Connects to the screen of a running domain (RFB or SPICE, as it has), where the daemon is on this machine.
    /// - Returns: a socket, which is the caller's to close.
    public func openScreen(_ id: DomainID) async throws(LibvirtError) -> Int32 {
        try await call("attach to the screen of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                try caller.check(caller.api.virDomainOpenGraphicsFD(domain, 0, UInt32(VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH.rawValue)))
            }
        }
    }
}
