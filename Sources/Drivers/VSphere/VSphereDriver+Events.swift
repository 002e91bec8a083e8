import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. The server tells of properties as they change; who it was is looked up in its events.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        let attempt = "follow the changes on"
        let (site, book, client, root) = (site, book, client, place.root)
        let authors = try await ChangeAuthors(client, root: root, attempt, site)
        return try await ChangeStream.follow(attempt, site) { error in
            (error as? VSphereError).map { DriverError($0, attempt, site) } ?? error
        } _: { stream in
            // Cancelled or not: a session has few collectors.
            defer { Task { await authors.close() } }
            let (calls, call) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.follow(client, root, book, stream, call) }
                group.addTask {
                    for await _ in calls {
                        // Servers tell who made a change some time after the change itself; then the machine is looked at once more.
                        for pause in [Duration.zero, .milliseconds(300), .milliseconds(1500)] {
                            try await Task.sleep(for: pause)
                            for machine in await authors.look(book) { if let id = book.id(machine) { try stream.tell(id) } }
                        }
                    }
                }
                defer { group.cancelAll() }
                // Of the two only the first ends by itself, and that by failing.
                try await group.next()
            }
        }
    }

    /// Tells of changes until the server tells of none any more.
    private static func follow(
        _ client: VSphereClient, _ root: ManagedObject, _ book: MachineBook, _ stream: ChangeStream, _ call: AsyncStream<Void>.Continuation
    ) async throws {
        var isFirst = true
        var dropped: DriverError?
        try await client.watch([PropertyWish("VirtualMachine", watched)], of: .below(root)) { updates throws(VSphereError) in
            let touched = updates.compactMap { identity($0, book) }
            // The first updates are of what was there already.
            guard !isFirst else {
                isFirst = false
                stream.opened()
                return true
            }
            if !touched.isEmpty { call.yield() }
            do throws(DriverError) { for id in touched { try stream.tell(id) } } catch { dropped = error }
            return dropped == nil
        }
        if let dropped { throw dropped }
    }

    /// What a change is told of by. Usage changes all the time and is left to lists.
    private static let watched = [
        "name", "config.instanceUuid", "config.changeVersion", "config.annotation", "config.hardware.numCPU", "config.hardware.memoryMB",
        "runtime.powerState", "runtime.connectionState", "runtime.host", "guest.ipAddress", "snapshot",
    ]

    /// Which machine an update is of; nil where it was never heard of.
    private static func identity(_ update: ObjectUpdate, _ book: MachineBook) -> NativeID? {
        if case .some(.some(let uuid)) = update.changes["config.instanceUuid"] {
            let id = NativeID(uuid.text.lowercased())
            book.note(id, update.object)
            return id
        }
        return book.id(update.object)
    }
}

/// Who changes machines, from the server's events.
actor ChangeAuthors {
    private let client: VSphereClient
    private let collector: ManagedObject

    /// Begins behind all events that there are.
    init(_ client: VSphereClient, root: ManagedObject, _ attempt: String, _ site: String) async throws(DriverError) {
        self.client = client
        guard let manager = client.content.services["eventManager"] else {
            throw .refused(.init(attempt, site, answer: "the server has no event manager"))
        }
        do throws(VSphereError) {
            // By the server's clock, which need not be this one's.
            let now = try await client.call("CurrentTime", on: ManagedObject("ServiceInstance", "ServiceInstance"), isRead: true)
            let filter = XMLElement(
                "filter", [],
                [
                    XMLElement("entity", [], [root.element("entity"), .plain("recursion", "all")]),
                    XMLElement("time", [], [.plain("beginTime", now["returnval"]?.text ?? "")]),
                ])
            let answer = try await client.call("CreateCollectorForEvents", on: manager, [filter])
            guard let collector = ManagedObject(answer["returnval"]) else { throw .malformed("CreateCollectorForEvents returned none") }
            self.collector = collector
        } catch {
            throw DriverError(error, attempt, site)
        }
    }

    /// Reads what has happened since it was last called.
    ///
    /// - Returns: the machines that others changed.
    func look(_ book: MachineBook) async -> [ManagedObject] {
        var found: [ManagedObject] = []
        for _ in 0..<16 {
            // Who it was is told where it is known; that something changed does not depend on it.
            guard let answer = try? await client.call("ReadNextEvents", on: collector, [.plain("maxCount", 200)], timeout: .seconds(10))
            else { break }
            let events = answer.children("returnval")
            for event in events { if let machine = take(event, book) { found.append(machine) } }
            if events.count < 200 { break }
        }
        return found
    }

    func close() async {
        // One that stays goes with its session.
        _ = try? await client.call("DestroyCollector", on: collector, timeout: .seconds(5))
    }

    private func take(_ event: XMLElement, _ book: MachineBook) -> ManagedObject? {
        guard let machine = ManagedObject(event.at("vm", "vm")), ["VmReconfiguredEvent", "VmRenamedEvent"].contains(event.valueType) else {
            return nil
        }
        let user = event["userName"]?.text ?? ""
        guard !user.isEmpty, !Self.isSame(user, client.user) else {
            book.noteChange(nil, of: machine)
            return nil
        }
        book.noteChange(ForeignChange(by: user, at: client.own(event["createdTime"].flatMap { Timestamp($0.text) }) ?? .now()), of: machine)
        return machine
    }

    /// Users are `DOMAIN\name` in events, and may be `name@domain` in logins.
    private static func isSame(_ user: String, _ own: String) -> Bool {
        func parts(_ text: String) -> (name: Substring, domain: Substring) {
            let lower = text.lowercased()
            if let slash = lower.firstIndex(of: "\\") {
                return (Substring(String(lower[lower.index(after: slash)...])), Substring(String(lower[..<slash])))
            }
            let pair = lower.split(separator: "@", maxSplits: 1)
            return (Substring(String(pair.first ?? "")), pair.count == 2 ? Substring(String(pair[1])) : "")
        }
        let (one, other) = (parts(user), parts(own))
        return one.name == other.name && (one.domain == other.domain || one.domain.isEmpty || other.domain.isEmpty)
    }
}
