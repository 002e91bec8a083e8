import Logging
import StrataAPI
import StrataResources

/// Writes down what happened to objects, as core `Event`s. What repeats is counted, not written again.
struct EventRecorder: Sendable {
    let objects: ObjectService
    let logger: Logger
    /// How long events are kept, as kube-apiserver keeps them.
    static let lifetime = Duration.seconds(3600)
    /// How many events are kept, however much happens.
    static let limit = 10_000

    /// How long an event waits before it is written down.
    private static let patience = Duration.milliseconds(50)

    private let inlet: AsyncStream<Event>
    private let outlet: AsyncStream<Event>.Continuation

    init(objects: ObjectService, logger: Logger) {
        self.objects = objects
        self.logger = logger
        (inlet, outlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    /// Notes an event, to be written soon: what happened does not wait until it is written down.
    func record<Root: Resource>(_ type: Event.EventType, _ reason: String, _ message: String, about root: Root) {
        let now = Timestamp.now()
        let namespace = root.metadata.namespace.isEmpty ? "default" : root.metadata.namespace
        // One name for each thing that can be said of an object, so that a repetition finds the first.
        let digest = Self.digest("\(Root.kind.name)/\(root.metadata.uid)/\(reason)/\(message)")
        var event = Event(name: ObjectName(namespace: namespace, name: "\(root.metadata.name.prefix(200)).\(digest)"))
        event.involvedObject.apiVersion = Root.kind.apiVersion
        event.involvedObject.kind = Root.kind.name
        event.involvedObject.namespace = root.metadata.namespace
        event.involvedObject.name = root.metadata.name
        event.involvedObject.uid = root.metadata.uid.text
        event.reason = reason
        event.message = message
        event.type = type
        event.firstTimestamp = now
        event.lastTimestamp = now
        event.source = ["component": "strata"]
        event.reportingComponent = "strata"
        outlet.yield(event)
    }

    /// Writes events down until cancelled. A failure is logged: nothing else depends on it.
    func run() async {
        for await event in inlet {
            do {
                // The writes that go with what happened have somebody who waits for them, and so go first.
                let age = event.lastTimestamp.map { Timestamp.now().since($0) } ?? .zero
                if age >= .zero, age < Self.patience { try await Task.sleep(for: Self.patience - age) }
                if let stored = try objects.find(Event.kind, event.name), var known = Event(json: stored.json) {
                    known.count += 1
                    known.lastTimestamp = event.lastTimestamp
                    _ = try await objects.update(Event.kind, event.name, known.json)
                } else {
                    _ = try await objects.create(Event.kind, namespace: event.metadata.namespace, event.json)
                }
            } catch {
                logger.debug("event not recorded", metadata: ["event": "\(event.name)", "error": "\(error)"])
            }
        }
    }

    /// Removes events that are older than an hour, and the oldest of more than ``limit``, until cancelled.
    func expire() async {
        var ages = EventAges()
        while (try? await Task.sleep(for: .seconds(60))) != nil {
            let events = (try? await objects.list(Event.kind))?.objects ?? []
            for event in ages.expired(among: events, lifetime: Self.lifetime, limit: Self.limit, now: .now()) {
                do {
                    try await Objects<Event>(objects).delete(event)
                } catch {
                    logger.debug("expired event not removed", metadata: ["event": "\(event)", "error": "\(error)"])
                }
            }
        }
    }

    /// 64 bits of FNV-1a, enough to tell the events of one object apart.
    static func digest(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
