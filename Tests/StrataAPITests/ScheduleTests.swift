import StrataAPI
import Testing

struct ScheduleTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test(
        arguments: [
            ("0 3 * * *", "2026-11-27T02:59:59Z", "2026-11-27T03:00:00Z"), ("0 3 * * *", "2026-11-27T03:00:00Z", "2026-11-28T03:00:00Z"),
            ("*/15 * * * *", "2026-11-27T03:01:00Z", "2026-11-27T03:15:00Z"), ("@weekly", "2026-11-27T03:01:00Z", "2026-11-29T00:00:00Z"),
            ("@monthly", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"), ("0 0 29 2 *", "2026-11-27T03:01:00Z", "2028-02-29T00:00:00Z"),
            ("30 6 * * mon-fri", "2026-11-28T00:00:00Z", "2026-11-30T06:30:00Z"),
            ("0 12 1 * 0", "2026-11-28T00:00:00Z", "2026-11-29T12:00:00Z"),
            ("0 0 * jan,jul 7", "2026-11-28T00:00:00Z", "2027-01-03T00:00:00Z"),
            ("5/20 1 * * *", "2026-11-28T00:00:00Z", "2026-11-28T01:05:00Z"),
        ])
    func `the next time is the first after, as crontab has it`(text: String, after: String, next: String) throws {
        #expect(try #require(CronSchedule(text)).next(after: try at(after)) == (try at(next)))
    }

    @Test(
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 32 * *", "0 0 30 2 *", "a * * * *", "*/0 * * * *",
            "5-1 * * * *", "1,,2 * * * *", "-1 * * * *", "@never", "0 0 * * mon-", "1/2/3 * * * *",
        ])
    func `what is no schedule, or never comes, is refused`(text: String) { #expect(CronSchedule(text) == nil) }

    @Test(arguments: [("30m", 1800), ("1d", 86_400), ("1h30m", 5400), ("2w", 1_209_600), ("90m", 5400)] as [(String, Int64)])
    func `intervals are read and written`(text: String, seconds: Int64) throws {
        let interval = try #require(Interval(text))
        #expect(interval.seconds == seconds)
        #expect(Interval(interval.text) == interval)
    }

    @Test(arguments: ["", "5", "m", "1m1h", "1s", "0h", "-1h", "400d", "1 h", "1y", "99999999m"])
    func `what is no interval is refused`(text: String) { #expect(Interval(text) == nil) }

    @Test func `days are counted as the calendar does`() throws {
        for (text, day, weekday) in [("1970-01-01T00:00:00Z", 1, 4), ("2024-02-29T23:59:59Z", 29, 4), ("2100-03-01T00:00:00Z", 1, 1)] {
            let civil = CivilDay(seconds: try at(text).seconds)
            #expect((civil.day, civil.weekday) == (day, weekday))
            #expect(text.hasPrefix("\(civil.year)-"))
        }
    }

    @Test func `retention keeps the last, and the last of each period`() throws {
        var retention = SnapshotSchedule.Retention()
        let times = try ["01T10:00", "01T22:00", "02T10:00", "02T22:00", "03T10:00", "03T10:30"].map { try at("2026-11-\($0):00Z") }
        #expect(retention.kept(times) == Set(times.indices))
        retention.keepLast = 1
        #expect(retention.kept(times) == [5])
        retention.daily = 2
        #expect(retention.kept(times) == [3, 5])
        retention.hourly = 3
        #expect(retention.kept(times) == [2, 3, 5])
        retention.weekly = 4
        // The first of November 2026 was a Sunday, the end of its week.
        #expect(retention.kept(times) == [1, 2, 3, 5])
        #expect(retention.kept([]) == [])
    }

    @Test func `a schedule says when in one way, and of what`() {
        var schedule = SnapshotSchedule(name: ObjectName(namespace: "default", name: "s"))
        func issues() -> [String] {
            var issues = FieldIssues()
            schedule.validate(into: &issues)
            return issues.all.map { "\($0.path)" }
        }
        #expect(issues() == ["spec.instances", "spec.every"])
        schedule.spec.instances = ["web"]
        schedule.spec.every = Interval("1h")
        #expect(issues() == [])
        schedule.spec.schedule = CronSchedule("@daily")
        #expect(issues() == ["spec.schedule"])
    }
}
