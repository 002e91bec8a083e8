import StrataAPI
import StrataResources
import StrataStore

/// When events last happened, read from each of them once.
struct EventAges {
    private var known: [ObjectName: (revision: Revision, last: Timestamp)] = [:]

    /// The events that are to be removed: those older than a lifetime, and beyond the limit the oldest.
    mutating func expired(among events: [StoredObject], lifetime: Duration, limit: Int, now: Timestamp) -> [ObjectName] {
        var present: [ObjectName: (revision: Revision, last: Timestamp)] = [:]
        for event in events { present[event.name] = (event.revision, last(event, now: now)) }
        known = present
        let ordered = present.sorted { $0.value.last < $1.value.last }
        let surplus = max(0, ordered.count - limit)
        return ordered.enumerated().filter { $0.offset < surplus || now.since($0.element.value.last) > lifetime }.map(\.element.key)
    }

    private func last(_ stored: StoredObject, now: Timestamp) -> Timestamp {
        if let known = known[stored.name], known.revision == stored.revision { return known.last }
        let event = Event(json: stored.json)
        // One that tells no time counts from when it is first seen here.
        return event?.lastTimestamp ?? event?.metadata.creationTimestamp ?? known[stored.name]?.last ?? now
    }
}
