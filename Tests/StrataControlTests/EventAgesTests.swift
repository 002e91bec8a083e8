import StrataAPI
import StrataResources
import Testing

@testable import StrataControl

@Suite struct EventAgesTests {
    private func expired(_ times: [String: String], limit: Int, now: String) async throws -> [String] {
        var names: [String] = []
        try await ObjectsUnderTest.run { (objects) async throws in
            for (name, time) in times {
                var event = Event(name: ObjectName(namespace: "default", name: name))
                event.involvedObject.namespace = "default"
                event.lastTimestamp = Timestamp(time)
                _ = try await Objects<Event>(objects).create(event)
            }
            var ages = EventAges()
            let events = try await objects.list(Event.kind).objects
            let now = try #require(Timestamp(now))
            names = ages.expired(among: events, lifetime: .seconds(3600), limit: limit, now: now).map(\.name)
            #expect(ages.expired(among: events, lifetime: .seconds(3600), limit: limit, now: now).map(\.name) == names)
        }
        return names
    }

    @Test func `events go once they are older than their lifetime`() async throws {
        let times = ["old": "2026-01-01T00:00:00Z", "young": "2026-01-01T00:30:00Z"]
        #expect(try await expired(times, limit: 100, now: "2026-01-01T01:00:01Z") == ["old"])
    }

    @Test func `beyond the limit the oldest go, however young`() async throws {
        let times = ["a": "2026-01-01T00:00:03Z", "b": "2026-01-01T00:00:01Z", "c": "2026-01-01T00:00:02Z"]
        #expect(try await expired(times, limit: 1, now: "2026-01-01T00:00:04Z") == ["b", "c"])
    }
}
