import HeapModule

/// When names are due, each once. What is asked for most, the earliest time, is at hand; the rest costs the logarithm of their number.
struct Timetable<Key: Hashable> {
    private struct Appointment: Comparable {
        var time: ContinuousClock.Instant
        var key: Key

        static func < (left: Self, right: Self) -> Bool { left.time < right.time }
        static func == (left: Self, right: Self) -> Bool { left.time == right.time }
    }

    private var times: [Key: ContinuousClock.Instant] = [:]
    /// Holds more than is due: an appointment that was moved or cancelled stays until it comes up.
    private var appointments = Heap<Appointment>()

    /// How many names are due at some time.
    var count: Int { times.count }

    func contains(_ key: Key) -> Bool { times[key] != nil }

    /// The earliest time at which a name is due.
    var next: ContinuousClock.Instant? {
        mutating get {
            while let first = appointments.min {
                if times[first.key] == first.time { return first.time }
                appointments.removeMin()
            }
            return nil
        }
    }

    /// Makes a name due at a time; one that is due earlier stays so.
    mutating func schedule(_ key: Key, at time: ContinuousClock.Instant) {
        if let earlier = times[key], earlier <= time { return }
        times[key] = time
        appointments.insert(Appointment(time: time, key: key))
    }

    mutating func cancel(_ key: Key) {
        guard times.removeValue(forKey: key) != nil else { return }
        // Names that are always cancelled before they come up must not fill the heap.
        if appointments.count > 64, appointments.count > 4 * times.count {
            appointments = Heap(times.map { Appointment(time: $0.value, key: $0.key) })
        }
    }

    /// The next name that is due by now, which is so no longer; nil when there is none.
    mutating func take(at now: ContinuousClock.Instant) -> Key? {
        guard let next, next <= now, let first = appointments.popMin() else { return nil }
        times[first.key] = nil
        return first.key
    }
}
