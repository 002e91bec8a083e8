import Synchronization

/// What went wrong in passing and is told with the next survey.
package final class Notes: Sendable {
    private let state = Mutex("")

    package init() {}

    /// Why something that was left half done could not be removed; empty when nothing is left.
    package var leftovers: String {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
