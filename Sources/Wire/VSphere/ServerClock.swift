import Foundation
import Synchronization

/// What is known of a server's clock: what it showed at the last login.
public final class ServerClock: Sendable {
    /// One look at it.
    public struct Reading: Sendable, Hashable {
        /// What the server's clock showed, as ISO 8601.
        public let text: String
        /// What this machine's showed then: seconds since 1970.
        public let ownSeconds: Double
    }

    private let last = Mutex<Reading?>(nil)

    /// Nil before the first login, and where a server does not tell.
    public var reading: Reading? { last.withLock(\.self) }

    func note(_ text: String?) {
        guard let text else { return }
        last.withLock { $0 = Reading(text: text, ownSeconds: Date().timeIntervalSince1970) }
    }
}
