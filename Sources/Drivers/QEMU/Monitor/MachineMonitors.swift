import QMP
import StrataAPI
import StrataDriverKit

/// The connections to machines' monitors: one each, since QEMU takes no more, shared by all calls and watched for what happens.
///
/// A connection ends with its QEMU, however that ends; the kernel sees to it within milliseconds.
actor MachineMonitors {
    private struct Entry {
        var client: QMPClient
        var watching: Task<Void, Never>
    }

    /// The machine whose sockets they are.
    private let machine: any Machine
    private var entries: [NativeID: Entry] = [:]
    /// Connections being made, so that no two calls make one to the same machine.
    private var connecting: [NativeID: Task<Result<QMPClient, QMPError>, Never>] = [:]
    private var followers: [Int: AsyncThrowingStream<NativeID, any Error>.Continuation] = [:]
    private var nextFollower = 0
    /// How the machines ended that did so while they were watched.
    private var exits: [NativeID: Instance.Exit] = [:]
    private var isClosed = false

    init(machine: any Machine) { self.machine = machine }

    /// How many events of one machine may wait, and how many changes a slow reader.
    private static let kept = 1024
    /// What tells of a change that shows in the machine's state.
    private static let telling: Set<String> = [
        "STOP", "RESUME", "SHUTDOWN", "SUSPEND", "SUSPEND_DISK", "WAKEUP", "GUEST_PANICKED", "GUEST_CRASHLOADED", "BLOCK_IO_ERROR",
        "BALLOON_CHANGE",
    ]

    /// The monitor of a machine, checked to be that of the UID.
    /// - Parameter process: whose end is waited for before a machine whose connection ended is told of, for a moment at most.
    func client(
        _ id: NativeID, socket: String, uid: UID, ended: @escaping @Sendable () async -> Void
    ) async throws(QMPError) -> QMPClient {
        guard !isClosed else { throw .closed }
        if let entry = entries[id] { return entry.client }
        let task: Task<Result<QMPClient, QMPError>, Never>
        if let running = connecting[id] {
            task = running
        } else {
            task = Task { [machine] in await Self.connect(socket, of: machine, uid) }
            connecting[id] = task
        }
        let result = await task.value
        connecting[id] = nil
        let client = try result.get()
        if entries[id] == nil {
            guard !isClosed else {
                await client.close()
                throw .closed
            }
            exits[id] = nil
            entries[id] = Entry(client: client, watching: Task { await self.watch(id, client, ended) })
        }
        return client
    }

    static func connect(_ socket: String, of machine: any Machine, _ uid: UID) async -> Result<QMPClient, QMPError> {
        let link: SocketLink
        do throws(TransportError) {
            link = try await machine.reach(socket: socket)
        } catch {
            return .failure(error == .cancelled ? .cancelled : .unreachable(path: socket, reason: "\(error)"))
        }
        let result = await connect(link.path, uid)
        // A connection needs the link no more.
        await link.close()
        return result
    }

    private static func connect(_ socket: String, _ uid: UID) async -> Result<QMPClient, QMPError> {
        do throws(QMPError) {
            let client = try await QMPClient.connect(to: socket, eventLimit: kept)
            let answer = try await client.execute("query-uuid", deadline: .seconds(5))
            guard answer["UUID"]?.string?.lowercased() == uid.text else {
                await client.close()
                return .failure(.protocolViolation("it is another machine's"))
            }
            return .success(client)
        } catch {
            return .failure(error)
        }
    }

    private func watch(_ id: NativeID, _ client: QMPClient, _ ended: @Sendable () async -> Void) async {
        var exit: Instance.Exit?
        for await event in client.events where Self.telling.contains(event.name) {
            exit = MachineExit.exit(of: event) ?? exit
            tell(id)
        }
        if entries[id]?.client === client {
            entries[id] = nil
            exits[id] = exit ?? Instance.Exit(reason: "Killed")
        }
        await client.close()
        // The process may live a moment longer than its connection.
        await ended()
        tell(id)
    }

    /// Lets go of a machine's connection.
    func drop(_ id: NativeID) async {
        guard let entry = entries.removeValue(forKey: id) else { return }
        await entry.client.close()
    }

    /// How a machine ended that is stopped; nil where nobody saw it.
    func exit(of id: NativeID) async -> Instance.Exit? {
        // Its connection ended with it, and what it said last may not have been read yet.
        if let entry = entries[id] { await entry.watching.value }
        return exits[id]
    }

    /// Tells all followers that a machine changed.
    func tell(_ id: NativeID) {
        for (key, follower) in followers {
            guard case .dropped = follower.yield(id) else { continue }
            follower.finish(
                throwing: DriverError.failed(.init("follow the changes of", "QEMU", answer: "they came faster than they were read")))
            followers[key] = nil
        }
    }

    /// The machines that change, from now on.
    func follow() -> AsyncThrowingStream<NativeID, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: NativeID.self, bufferingPolicy: .bufferingOldest(Self.kept))
        guard !isClosed else {
            continuation.finish(throwing: DriverError.cancelled)
            return stream
        }
        nextFollower += 1
        let key = nextFollower
        followers[key] = continuation
        continuation.onTermination = { _ in Task { await self.leave(key) } }
        return stream
    }

    private func leave(_ key: Int) { followers[key] = nil }

    /// Closes all connections. The machines do not notice.
    func close() async {
        isClosed = true
        let open = entries
        entries = [:]
        for follower in followers.values { follower.finish(throwing: DriverError.cancelled) }
        followers = [:]
        for entry in open.values {
            entry.watching.cancel()
            await entry.client.close()
        }
        for entry in open.values { await entry.watching.value }
    }
}
