import Libvirt
import StrataDriverKit
import XMLDocuments

/// The connection of a site, made anew whenever it was lost, and what is known of its domains.
///
/// ```
///   apart ──connection()──▶ connected ──lost──▶ apart        events: while connected, where the hypervisor tells them
/// ```
actor LibvirtSite {
    /// Whether what is known of domains is kept in step with them.
    enum Following: Sendable, Equatable {
        case notYet
        case following
        /// The hypervisor tells nothing, for a reason.
        case impossible(String)
    }

    nonisolated let options: SiteOptions
    nonisolated let machine: any Machine
    private let credentials: LibvirtCredentials?
    private var current: LibvirtConnection?
    private var opening: Task<Result<LibvirtConnection, DriverError>, Never>?
    private(set) var following = Following.notYet
    private var follower: Task<Void, Never>?
    private var cards: [String: DomainCard] = [:]
    /// Counts what happened; for each domain, the number of the last.
    private var moment = 0
    private var changed: [String: Int] = [:]
    private var listeners: [Int: AsyncThrowingStream<NativeID, any Error>.Continuation] = [:]
    private var nextListener = 0
    /// The domains whose guests' agents did not answer.
    private var silent: Set<String> = []
    /// Addresses on networks that calls are about to give to machines.
    private var reservations: [String: Int] = [:]
    private var hasEnded = false

    init(options: SiteOptions, machine: any Machine, credentials: LibvirtCredentials? = nil) {
        self.options = options
        self.machine = machine
        self.credentials = credentials
    }

    /// The connection, opened where there is none.
    func connection(_ attempt: String, _ object: String) async throws(DriverError) -> LibvirtConnection {
        if let current, current.isOpen { return current }
        if hasEnded { throw .unreachable(.init(attempt, object, answer: "the site was disconnected from")) }
        let task: Task<Result<LibvirtConnection, DriverError>, Never>
        if let opening {
            task = opening
        } else {
            task = Task { await self.open() }
            opening = task
        }
        let result = await task.value
        if Task.isCancelled { throw .cancelled }
        switch result {
        case .success(let connection): return connection
        case .failure(let error): throw error
        }
    }

    private func open() async -> Result<LibvirtConnection, DriverError> {
        defer { opening = nil }
        do throws(DriverError) {
            let connection = try await Self.open(options, machine, credentials)
            forgetAll()
            if hasEnded {
                connection.close()
                return .failure(.unreachable(.init("connect to", options.uri, answer: "the site was disconnected from")))
            }
            current?.close()
            current = connection
            await follow(connection)
            return .success(connection)
        } catch {
            return .failure(error)
        }
    }

    /// Connects. Where the site's machine is elsewhere, over its SSH connection, to the socket that libvirt listens on there.
    private static func open(
        _ options: SiteOptions, _ machine: any Machine, _ credentials: LibvirtCredentials?
    ) async throws(DriverError) -> LibvirtConnection {
        let attempt = "connect to libvirt on"
        guard !machine.isLocal, let uri = DaemonSocket.uri(options.uri) else {
            if !machine.isLocal, DaemonSocket.isLocal(options.uri) {
                throw .refused(
                    .init(
                        attempt, machine.name,
                        answer: "\(options.uri) means a daemon of the server's own machine, and not of that one",
                        hint: "Name one that a socket there leads to, as qemu:///system or xen:///system, or leave the endpoint out"))
            }
            return try await open(options.uri, credentials, for: options, attempt, machine.isLocal ? options.uri : machine.name)
        }
        var failure = DriverError.cancelled
        for socket in uri.sockets {
            do throws(DriverError) {
                let link: SocketLink
                do throws(TransportError) {
                    guard try await machine.exists(socket) else {
                        failure = .unreachable(
                            .init(
                                attempt, machine.name, answer: "there is no \(socket)",
                                hint: DaemonSocket.hint(options.uri)))
                        continue
                    }
                    link = try await machine.reach(socket: socket)
                } catch {
                    throw DriverError(error, attempt, machine.name, missing: "", words: { $0 })
                }
                let result = await Self.result { () throws(DriverError) in
                    try await open("\(uri.through)?socket=\(link.path)", credentials, for: options, attempt, machine.name)
                }
                await link.close()
                return try result.get()
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func open(
        _ uri: String, _ credentials: LibvirtCredentials?, for options: SiteOptions, _ attempt: String, _ object: String
    ) async throws(DriverError) -> LibvirtConnection {
        do throws(LibvirtError) {
            return try await LibvirtConnection.open(uri, credentials: credentials)
        } catch {
            throw DriverError(opening: options.uri, error, attempt, object)
        }
    }

    private static func result<Value>(_ body: () async throws(DriverError) -> Value) async -> Result<Value, DriverError> {
        do throws(DriverError) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Keeps what is known in step with what happens, as far as the hypervisor tells.
    private func follow(_ connection: LibvirtConnection) async {
        follower?.cancel()
        let events: AsyncThrowingStream<LibvirtEvent, any Error>
        do throws(LibvirtError) {
            events = try await connection.events()
        } catch {
            following = .impossible("\(error)")
            return
        }
        following = .following
        follower = Task {
            do {
                for try await event in events { self.note(event) }
                self.lose("the events ended", connection)
            } catch {
                self.lose("\(error)", connection)
            }
        }
    }

    /// Whether the agent in a domain's guest is known not to answer.
    func isSilent(_ uuid: String) -> Bool { silent.contains(uuid) }

    /// Notes that it does not; kept only where events will tell when that changes.
    func noteSilence(of uuid: String) { if following == .following { silent.insert(uuid) } }

    private func note(_ event: LibvirtEvent) {
        forget(event.uuid)
        switch event.kind {
        case .agent, .lifecycle, .rebooted: silent.remove(event.uuid)
        default: break
        }
        for listener in listeners.values {
            if case .dropped = listener.yield(NativeID(event.name)) {
                listener.finish(
                    throwing: DriverError.failed(.init("follow the changes of", "libvirt", answer: "they came faster than they were read")))
            }
        }
    }

    /// Without events, what is known cannot be trusted any more.
    private func lose(_ why: String, _ connection: LibvirtConnection) {
        guard current === connection else { return }
        following = .notYet
        forgetAll()
        connection.close()
        let error = DriverError.unreachable(.init("follow the changes of", options.uri, answer: why))
        for listener in listeners.values { listener.finish(throwing: error) }
        listeners = [:]
    }

    /// Notes that a call is about to give an address to a machine, or has, or gives it up.
    func reserving(_ network: String, _ address: String, _ isBegun: Bool) {
        let key = "\(network)/\(address)"
        reservations[key, default: 0] += isBegun ? 1 : -1
        if reservations[key, default: 0] <= 0 { reservations[key] = nil }
    }

    func isReserving(_ network: String, _ address: String) -> Bool { reservations["\(network)/\(address)"] != nil }

    /// Forgets what is known of a domain, since it changed.
    func forget(_ uuid: String) {
        moment += 1
        changed[uuid] = moment
        cards[uuid] = nil
    }

    private func forgetAll() {
        moment += 1
        cards = [:]
        changed = [:]
        silent = []
    }

    /// The cards of domains: those that are known, the others read.
    func cards(of uuids: [String], _ attempt: String) async throws(DriverError) -> [String: DomainCard] {
        let connection = try await connection(attempt, "the site")
        let unknown = following == .following ? uuids.filter { cards[$0] == nil } : uuids
        var found = following == .following ? cards : [:]
        let began = moment
        // A few hundred in one call, so that no call is long and other calls find their turn.
        let parts = stride(from: 0, to: unknown.count, by: 250).map { Array(unknown[$0..<min($0 + 250, unknown.count)]) }
        let results = await withTaskGroup(of: Result<[String: DomainCard], DriverError>.self) { group in
            var results: [Result<[String: DomainCard], DriverError>] = []
            for (index, part) in parts.enumerated() {
                if index >= 3, let result = await group.next() { results.append(result) }
                group.addTask { await Self.read(part, connection, attempt) }
            }
            for await result in group { results.append(result) }
            return results
        }
        for result in results {
            for (uuid, card) in try result.get() {
                found[uuid] = card
                // What changed while it was read is read again the next time.
                if following == .following, current === connection, changed[uuid, default: 0] <= began { cards[uuid] = card }
            }
        }
        if cards.count > uuids.count {
            let known = Set(uuids)
            cards = cards.filter { known.contains($0.key) }
        }
        return found
    }

    @concurrent private static func read(
        _ uuids: [String], _ connection: LibvirtConnection, _ attempt: String
    ) async -> Result<[String: DomainCard], DriverError> {
        do throws(LibvirtError) {
            let definitions = try await connection.definitions(of: uuids)
            var cards: [String: DomainCard] = [:]
            for (uuid, text) in definitions { cards[uuid] = DomainCard(try XMLElement(definition: text)) }
            return .success(cards)
        } catch {
            return .failure(DriverError(error, attempt, "the site"))
        }
    }

    /// The names of domains that change, from now on.
    func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        _ = try await connection("follow the changes of", options.uri)
        if case .impossible(let why) = following { throw .unavailable(.events, because: why) }
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: NativeID.self, bufferingPolicy: .bufferingOldest(4096))
        nextListener += 1
        let number = nextListener
        listeners[number] = continuation
        continuation.onTermination = { _ in Task { await self.drop(number) } }
        return stream
    }

    private func drop(_ number: Int) { listeners[number] = nil }

    func close() {
        hasEnded = true
        follower?.cancel()
        current?.close()
        for listener in listeners.values { listener.finish() }
        listeners = [:]
    }
}
