import StrataAPI
import StrataDriverKit
import StrataResources
import Synchronization
import Testing

@testable import StrataControl

struct ScheduleTests {
    /// A clock that tests set.
    private final class Clock: Sendable {
        let time = Mutex(Timestamp(seconds: 0))
        var now: Timestamp { time.withLock { $0 } }
        func set(_ moment: Timestamp) { time.withLock { $0 = moment } }
    }

    private func names(_ objects: ObjectService) async throws -> [String] {
        try await Objects<Snapshot>(objects).list().map(\.spec.instance).sorted()
    }

    @Test func `a run is made once when it is due, of those named and those with the labels, and missed ones by one run`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            for (name, labels) in [("web", [:]), ("db", ["tier": "data"]), ("other", [:])] as [(String, [String: String])] {
                var instance = Instance(name: PlaneUnderTest.name(name))
                instance.spec.site = "lab"
                instance.spec.image = "busybox"
                instance.metadata.labels = labels
                _ = try await Objects<Instance>(objects).create(instance)
            }
            var schedule = SnapshotSchedule(name: PlaneUnderTest.name("nightly"))
            schedule.spec.instances = ["web", "ghost"]
            schedule.spec.selector.matchLabels = ["tier": "data"]
            schedule.spec.every = Interval("1h")
            schedule = try await Objects<SnapshotSchedule>(objects).create(schedule)
            let created = try #require(schedule.metadata.creationTimestamp)
            let clock = Clock()
            let reconciler = ScheduleReconciler(
                objects: objects, events: EventRecorder(objects: objects, logger: ObjectsUnderTest.logger), logger: ObjectsUnderTest.logger,
                now: { clock.now })
            func pass(_ seconds: Int64) async throws -> SnapshotSchedule.Status? {
                clock.set(Timestamp(seconds: created.seconds + seconds))
                _ = try await reconciler.reconcile(schedule.name)
                return try Objects<SnapshotSchedule>(objects).get(schedule.name)?.status
            }
            var status = try await pass(60)
            #expect(try await names(objects).isEmpty)
            #expect(status?.nextRun == Timestamp(seconds: created.seconds + 3600))
            for _ in 0..<2 { status = try await pass(3600) }
            #expect(try await names(objects) == ["db", "web"])
            #expect(status?.lastRun == Timestamp(seconds: created.seconds + 3600))
            // The server did not run for five hours.
            status = try await pass(6 * 3600 + 100)
            #expect(try await names(objects) == ["db", "db", "web", "web"])
            #expect(status?.lastRun == Timestamp(seconds: created.seconds + 6 * 3600))
            #expect(status?.nextRun == Timestamp(seconds: created.seconds + 7 * 3600))
            try await Objects<SnapshotSchedule>(objects).change(schedule.name, uid: schedule.metadata.uid) { $0.spec.isSuspended = true }
            status = try await pass(20 * 3600)
            #expect(try await names(objects).count == 4)
            #expect(status?.nextRun == nil)
        }
    }

    @Test func `retention deletes the schedule's own snapshots alone`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.snapshot("mine", of: "web")
            var schedule = SnapshotSchedule(name: PlaneUnderTest.name("often"))
            schedule.spec.instances = ["web"]
            schedule.spec.every = Interval("1m")
            schedule.spec.retention.keepLast = 2
            schedule = try await Objects<SnapshotSchedule>(plane.objects).create(schedule)
            let created = try #require(schedule.metadata.creationTimestamp)
            let reconciler = { (minute: Int64) in
                ScheduleReconciler(
                    objects: plane.objects, events: EventRecorder(objects: plane.objects, logger: ObjectsUnderTest.logger),
                    logger: ObjectsUnderTest.logger, now: { Timestamp(seconds: created.seconds + minute * 60) })
            }
            for minute in 1...4 as ClosedRange<Int64> {
                _ = try await reconciler(minute).reconcile(schedule.name)
                try await eventually("snapshot \(minute) to be taken") {
                    try await Objects<Snapshot>(plane.objects).list().allSatisfy { $0.status.phase == .ready }
                }
            }
            try await eventually("the older ones to go") { try await Objects<Snapshot>(plane.objects).list().count == 3 }
            #expect(try plane.snapshot("mine")?.status.phase == .ready)
        }
    }

    @Test func `names of runs are names, however long the schedule's and the instance's are`() {
        var schedule = SnapshotSchedule(name: PlaneUnderTest.name(String(repeating: "a.", count: 100) + "b"))
        schedule.metadata.uid = .random()
        let long = ScheduleReconciler.name(schedule, String(repeating: "c", count: 200), .now())
        #expect(StringRule.subdomain.check?(long.name) == nil && long.name.utf8.count <= 253)
        #expect(long != ScheduleReconciler.name(schedule, String(repeating: "c", count: 199) + "d", .now()))
    }
}
