import NIOHTTP1
import Synchronization

/// The request that is arriving on a connection.
final class RequestInProgress: Sendable {
    private let state = Mutex<(head: HTTPRequestHead, body: [UInt8])?>(nil)

    func begin(_ head: HTTPRequestHead) { state.withLock { $0 = (head, []) } }

    func append(_ bytes: [UInt8]) { state.withLock { $0?.body += bytes } }

    func take() -> TestExchange? {
        state.withLock { state in
            defer { state = nil }
            return state.map { TestExchange($0.head, body: $0.body) }
        }
    }
}
