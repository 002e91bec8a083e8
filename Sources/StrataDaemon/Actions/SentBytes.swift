import StrataDriverKit
import StrataServer

/// What a client sends, one piece at a time.
actor SentBytes {
    private var events: ActionInput.AsyncIterator
    private var hasEnded = false

    init(_ input: ActionInput) { events = input.makeAsyncIterator() }

    /// Nil after the last. A client that goes away before is a cancelled call.
    func next() async throws(DriverError) -> [UInt8]? {
        if hasEnded { return nil }
        var events = events
        while let event = await events.next(isolation: self) {
            switch event {
            case .data(let bytes): return bytes
            case .endOfInput:
                hasEnded = true
                return nil
            case .resize: continue
            }
        }
        throw .cancelled
    }
}
