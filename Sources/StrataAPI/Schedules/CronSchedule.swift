/// Times that come again, in the words of crontab(5): minute, hour, day of the month, month, day of the week; all in UTC.
public struct CronSchedule: Sendable, Hashable {
    /// As it was written.
    public let text: String
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    /// 0 for Sunday.
    private let weekdays: Set<Int>
    /// Where both days of the month and of the week are given, either will do, as in crontab(5).
    private let eitherDay: Bool

    private static let names = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Nil for what is no such schedule, or names a day that never comes.
    public init?(_ text: String) {
        self.text = text
        let fields = (Self.names[text] ?? text).lowercased().split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard text.utf8.count <= 200, fields.count == 5, let minutes = Self.set(fields[0], 0...59), let hours = Self.set(fields[1], 0...23),
            let days = Self.set(fields[2], 1...31),
            let months = Self.set(fields[3], 1...12, Self.monthNames),
            let weekdays = Self.set(fields[4], 0...7, Self.dayNames)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        eitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        guard next(after: Timestamp(seconds: 0)) != nil else { return nil }
    }

    /// One field: `*`, numbers or names, ranges, steps, and lists of these.
    private static func set(_ field: String, _ range: ClosedRange<Int>, _ names: [String] = []) -> Set<Int>? {
        func number(_ text: Substring) -> Int? {
            if let index = names.firstIndex(of: String(text)) { return index + range.lowerBound }
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), range.contains(value) else {
                return nil
            }
            return value
        }
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2 else { return nil }
            var step = 1
            if pieces.count == 2 {
                guard let given = Int(pieces[1]), given > 0 else { return nil }
                step = given
            }
            var span = range
            if pieces[0] != "*" {
                let ends = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let first = number(ends[0]), let last = ends.count == 2 ? number(ends[1]) : first, first <= last
                else {
                    return nil
                }
                span = first...(pieces.count == 2 && ends.count == 1 ? range.upperBound : last)
            }
            values.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return values
    }

    /// The first time after `time`, on a whole minute; nil where there is none within eight years.
    public func next(after time: Timestamp) -> Timestamp? {
        var seconds = (time.seconds / 60 + 1) * 60
        let end = seconds + 8 * 366 * 86_400
        while seconds < end {
            let day = CivilDay(seconds: seconds)
            guard months.contains(day.month), matches(day) else {
                seconds = (day.number + 1) * 86_400
                continue
            }
            let (hour, minute) = (Int(seconds % 86_400 / 3600), Int(seconds % 3600 / 60))
            guard hours.contains(hour) else {
                seconds = (seconds / 3600 + 1) * 3600
                continue
            }
            if minutes.contains(minute) { return Timestamp(seconds: seconds) }
            seconds += 60
        }
        return nil
    }

    private func matches(_ day: CivilDay) -> Bool {
        let (byDate, byWeekday) = (days.contains(day.day), weekdays.contains(day.weekday))
        return eitherDay ? byDate || byWeekday : byDate && byWeekday
    }

    public static let schema = Schema<CronSchedule>(
        Shape(
            .string(
                StringRule(
                    length: 1...200,
                    check: { text in
                        CronSchedule(text) == nil
                            ? "must be five fields as in crontab(5), such as \"0 3 * * *\", or @hourly, @daily, @weekly, @monthly" : nil
                    }))), decode: { $0.string.flatMap { CronSchedule($0) } }, encode: { .string($0.text) })
}
