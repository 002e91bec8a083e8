internal import CLibvirt
import Synchronization

/// Knows whether a connection still stands, and whom to tell when it does not.
final class ConnectionWatch: Sendable {
    private struct State {
        var reason: String?
        var isReleased = false
        var followers: [Int: @Sendable (String) -> Void] = [:]
        var next = 0
    }

    private let library: Library
    private let state = Mutex(State())

    init(library: Library) { self.library = library }

    /// Why the connection is of no use any more; nil as long as it is.
    var lossReason: String? { state.withLock { $0.reason } }

    var isReleased: Bool { state.withLock { $0.isReleased } }

    /// Notes that the connection is lost.
    /// - Returns: whether that is news.
    @discardableResult
    func lose(_ reason: String) -> Bool {
        let followers: [@Sendable (String) -> Void]? = state.withLock { state in
            guard state.reason == nil else { return nil }
            state.reason = reason
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        guard let followers else { return false }
        for tell in followers { tell(reason) }
        return true
    }

    /// Notes that libvirt's reference is given back. True for the first.
    func release() -> Bool {
        state.withLock { state in
            defer { state.isReleased = true }
            return !state.isReleased
        }
    }

    /// Has somebody told when the connection is lost; at once where it is.
    /// - Returns: what to give to ``forget(_:)``.
    func follow(_ tell: @escaping @Sendable (String) -> Void) -> Int {
        let (number, reason) = state.withLock { state in
            state.next += 1
            if state.reason == nil { state.followers[state.next] = tell }
            return (state.next, state.reason)
        }
        if let reason { tell(reason) }
        return number
    }

    func forget(_ number: Int) { state.withLock { $0.followers[number] = nil } }

    /// Has libvirt tell when the other side goes. Not every driver has another side.
    func begin(on connection: virConnectPtr) {
        let context = Unmanaged.passRetained(self)
        let code = library.functions.pointee.virConnectRegisterCloseCallback(
            connection, connectionClosed, context.toOpaque(),
            { context in if let context { Unmanaged<ConnectionWatch>.fromOpaque(context).release() } })
        if code < 0 { context.release() }
    }

    /// Has libvirt forget this one.
    func end(on connection: virConnectPtr) {
        _ = library.functions.pointee.virConnectUnregisterCloseCallback(connection, connectionClosed)
    }
}

/// What libvirt calls, on the thread of its events, when the other side is gone.
private let connectionClosed: @convention(c) (virConnectPtr?, Int32, UnsafeMutableRawPointer?) -> Void = { _, reason, context in
    guard let context else { return }
    let words = reason == Int32(VIR_CONNECT_CLOSE_REASON_KEEPALIVE.rawValue) ? "it fell silent" : "the other side closed it"
    Unmanaged<ConnectionWatch>.fromOpaque(context).takeUnretainedValue().lose(words)
}
