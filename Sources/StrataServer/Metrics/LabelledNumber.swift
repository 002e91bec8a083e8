import Synchronization

/// A number per label, which goes up or, as a gauge, also down.
final class LabelledNumber<Label: Hashable & Sendable>: Sendable {
    private let values = Mutex<[Label: Int]>([:])

    func add(_ amount: Int, _ label: Label) { values.withLock { $0[label, default: 0] += amount } }

    var all: [Label: Int] { values.withLock { $0 } }
}

/// How long things took, counted in buckets, per label.
final class LabelledHistogram<Label: Hashable & Sendable>: Sendable {
    struct Series: Sendable {
        var buckets: [Int]
        var count = 0
        var sum = 0.0
    }

    /// Upper bounds in seconds.
    let bounds: [Double]
    private let series = Mutex<[Label: Series]>([:])

    init(bounds: [Double]) { self.bounds = bounds }

    func record(_ time: Duration, _ label: Label) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        let bucket = bounds.firstIndex { seconds <= $0 }
        series.withLock { series in
            var one = series[label] ?? Series(buckets: Array(repeating: 0, count: bounds.count))
            series[label] = nil  // gives up the second reference to the buckets, so that they are changed in place
            if let bucket { one.buckets[bucket] += 1 }
            one.count += 1
            one.sum += seconds
            series[label] = one
        }
    }

    var all: [Label: Series] { series.withLock { $0 } }
}
