internal import CLibvirt
import Synchronization

/// A connection to one hypervisor through libvirt.
///
/// ```
///   open ──▶ open ──the other side goes, or a call's time is up──▶ lost        close: always
/// ```
/// A lost connection refuses every call at once; a new one is to be opened. Calls are made on threads of the connection's own, some at a time; each has a time
/// limit. A call that is cancelled is waited for, some seconds at most, so that what it does is done before the next one.
public final class LibvirtConnection: Sendable {
    /// What was connected to.
    public let uri: String
    let library: Library
    let threads: CallThreads
    let pointer: ConnectionPointer
    let watch: ConnectionWatch

    /// How long a call may take unless it names another time.
    public static let patience = Duration.seconds(30)

    /// How many calls are carried out at a time.
    public static let width = 8

    /// Connects.
    ///
    /// - Parameters:
    ///   - uri: as `qemu:///system` (libvirt, "Connection URIs").
    ///   - credentials: what is said where a user or password is asked for; nothing is where there are none.
    ///   - limit: how long it may take.
    ///   - isReadOnly: whether nothing may be changed, which other sockets and rights are enough for.
    ///   - silence: how long a daemon may be silent, asked every quarter of it whether it is there, until the connection counts as lost.
    /// - Throws: ``LibvirtError``; ``LibvirtError/busy(call:)`` while ``width`` earlier attempts for the same URI still hang.
    public static func open(
        _ uri: String, credentials: LibvirtCredentials? = nil, within limit: Duration = .seconds(20), isReadOnly: Bool = false,
        silence: Duration = .seconds(20)
    ) async throws(LibvirtError) -> LibvirtConnection {
        try await open(uri, credentials: credentials, within: limit, isReadOnly: isReadOnly, silence: silence, try Library.load())
    }

    static func open(
        _ uri: String, credentials: LibvirtCredentials? = nil, within limit: Duration, isReadOnly: Bool, silence: Duration,
        _ library: Library
    ) async throws(LibvirtError) -> LibvirtConnection {
        guard HungOpenings.enter(uri) else { throw .busy(call: "connect to \(uri)") }
        let threads = CallThreads(limit: width)
        let ticket = CallTicket<ConnectionPointer>()
        threads.submit {
            defer { HungOpenings.leave(uri) }
            let flags = isReadOnly ? UInt32(VIR_CONNECT_RO.rawValue) : 0
            let opened = credentials.map { $0.open(uri, library, flags) } ?? library.functions.pointee.virConnectOpenAuth(uri, nil, flags)
            guard let pointer = opened else {
                ticket.finish(.failure(library.lastError()))
                return
            }
            // Not every driver has a socket that can fall silent.
            let interval = Int32(clamping: max(1, silence.components.seconds / 4))
            _ = library.functions.pointee.virConnectSetKeepAlive(pointer, interval, 3)
            guard ticket.begin(), ticket.finish(.success(ConnectionPointer(pointer))) else {
                _ = library.functions.pointee.virConnectClose(pointer)
                return
            }
        }
        let outcome = await ticket.limited(limit, "connect to \(uri)")
        guard case .success(let pointer) = outcome else {
            threads.end()
            throw outcome.failure ?? .cancelled
        }
        let watch = ConnectionWatch(library: library)
        threads.submit { watch.begin(on: pointer.value) }
        return LibvirtConnection(uri: uri, library: library, threads: threads, pointer: pointer, watch: watch)
    }

    private init(uri: String, library: Library, threads: CallThreads, pointer: ConnectionPointer, watch: ConnectionWatch) {
        (self.uri, self.library, self.threads, self.pointer, self.watch) = (uri, library, threads, pointer, watch)
    }

    deinit { end() }

    /// Whether calls are still answered, as far as is known.
    public var isOpen: Bool { watch.lossReason == nil }

    /// Lets go of the connection. What is under way is still answered, or not; nothing further is.
    public func close() { end() }

    private func end() {
        guard watch.lose("it was closed here") || !watch.isReleased else { return }
        release()
    }

    private func release() {
        let (pointer, watch, library) = (pointer, watch, library)
        guard watch.release() else { return }
        // Not beside another call: libvirt frees what that one still uses.
        threads.end {
            watch.end(on: pointer.value)
            _ = library.functions.pointee.virConnectClose(pointer.value)
        }
    }

    /// Makes a call on a thread that may wait.
    ///
    /// - Parameters:
    ///   - name: what it is, for messages.
    ///   - limit: how long it may take. Once that is up the connection is lost, for what hangs in it cannot be told from what does not.
    func call<Value: Sendable>(
        _ name: String, within limit: Duration = patience, _ body: @escaping @Sendable (Caller) throws(LibvirtError) -> Value
    ) async throws(LibvirtError) -> Value {
        if let reason = watch.lossReason { throw .closed(reason) }
        guard !Task.isCancelled else { throw .cancelled }
        let ticket = CallTicket<Value>()
        let (library, pointer) = (library, pointer)
        let isTaken = threads.submit {
            guard ticket.begin() else { return }
            do throws(LibvirtError) {
                ticket.finish(.success(try body(Caller(library: library, connection: pointer.value))))
            } catch {
                ticket.finish(.failure(error))
            }
        }
        guard isTaken else { throw .closed(watch.lossReason ?? "it was closed here") }
        let outcome = await ticket.limited(limit, name)
        if case .failure(let error) = outcome, error.isDisconnection { _ = watch.lose("\(error)") }
        return try outcome.get()
    }
}

/// libvirt's own reference to a connection.
///
/// Unchecked, since it is a pointer to what libvirt locks by itself (libvirt, "Threading"), and is let go of once, when no other job of the connection's threads is under way.
struct ConnectionPointer: @unchecked Sendable {
    let value: virConnectPtr

    init(_ value: virConnectPtr) { self.value = value }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}

/// The openings of connections that have not ended, by URI: one that hangs holds a thread that nothing can take back from it.
private enum HungOpenings {
    private static let counts = Mutex<[String: Int]>([:])

    static func enter(_ uri: String) -> Bool {
        counts.withLock { counts in
            guard counts[uri, default: 0] < LibvirtConnection.width else { return false }
            counts[uri, default: 0] += 1
            return true
        }
    }

    static func leave(_ uri: String) {
        counts.withLock { counts in
            counts[uri, default: 1] -= 1
            if counts[uri] == 0 { counts[uri] = nil }
        }
    }
}
