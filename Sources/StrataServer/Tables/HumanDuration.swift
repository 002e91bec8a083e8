/// A time span as kubectl shows it: the two largest units while they matter, then one.
///
/// The bounds are those of `HumanDuration` in `k8s.io/apimachinery/pkg/util/duration`.
enum HumanDuration {
    private static let minute = 60
    private static let hour = 60 * minute
    private static let day = 24 * hour
    private static let year = 365 * day

    /// Up to which span a pair of units is used; no second unit where only the first is shown.
    private static let steps: [(below: Int, unit: (Int, String), rest: (Int, String)?)] = [
        (2 * minute, (1, "s"), nil),
        (10 * minute, (minute, "m"), (1, "s")),
        (3 * hour, (minute, "m"), nil),
        (8 * hour, (hour, "h"), (minute, "m")),
        (2 * day, (hour, "h"), nil),
        (8 * day, (day, "d"), (hour, "h")),
        (2 * year, (day, "d"), nil),
        (8 * year, (year, "y"), (day, "d")),
        (.max, (year, "y"), nil),
    ]

    /// - Parameter span: small negative spans come from clocks that differ a little and count as none.
    static func text(_ span: Duration) -> String {
        let seconds = Int(span.components.seconds)
        guard seconds >= -1 else { return "<invalid>" }
        let total = max(0, seconds)
        guard let step = steps.first(where: { total < $0.below }) else { return "<invalid>" }
        let head = "\(total / step.unit.0)\(step.unit.1)"
        guard let rest = step.rest else { return head }
        let remainder = total % step.unit.0 / rest.0
        return remainder == 0 ? head : "\(head)\(remainder)\(rest.1)"
    }
}
