import StrataDriverKit
import StrataServer

/// What a client sends to an action, one piece at a time, for a driver that asks for it.
actor InputPieces {
    private var events: ActionInput.AsyncIterator
    private var hasEnded = false

    init(_ input: ActionInput) { events = input.makeAsyncIterator() }

    /// The next piece; nil after the last.
    ///
    /// - Throws: ``DriverError/cancelled`` where the client has gone.
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
