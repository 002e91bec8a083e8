/// A day of the Gregorian calendar in UTC.
public struct CivilDay: Sendable, Hashable {
    /// Days since 1970-01-01.
    public let number: Int64
    public let year: Int
    public let month: Int
    public let day: Int

    /// The day on which a moment from 1970 on falls, given in seconds since then.
    public init(seconds: Int64) {
        number = seconds / 86_400
        // Counted in years that begin in March, so that leap days come last; 400 such years have 146,097 days.
        let shifted = number + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(era * 400 + yearOfEra) + (month <= 2 ? 1 : 0)
    }

    /// 0 for Sunday. 1970-01-01 was a Thursday.
    public var weekday: Int { Int((number + 4) % 7) }
}
