extension SnapshotSchedule.Retention {
    /// Which of these moments are kept, by their places in the list.
    public func kept(_ times: [Timestamp]) -> Set<Int> {
        guard !keepsAll else { return Set(times.indices) }
        let newestFirst = times.indices.sorted { (times[$0], $0) > (times[$1], $1) }
        var kept = Set(newestFirst.prefix(keepLast))
        let rules: [(Int, (Int64) -> Int64)] = [
            (hourly, { $0 / 3600 }), (daily, { $0 / 86_400 }),
            // Weeks begin on Monday: 1970-01-05 was one.
            (weekly, { ($0 - 4 * 86_400) / 604_800 }),
            (
                monthly,
                { seconds in
                    let day = CivilDay(seconds: seconds)
                    return Int64(day.year * 12 + day.month)
                }
            ),
        ]
        for (count, period) in rules where count > 0 {
            var seen: Set<Int64> = []
            for index in newestFirst where seen.count < count {
                if seen.insert(period(times[index].seconds)).inserted { kept.insert(index) }
            }
        }
        return kept
    }
}
