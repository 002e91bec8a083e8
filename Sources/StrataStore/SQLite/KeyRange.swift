/// The keys of one list as bytes: from `start` on, and before `end`.
struct KeyRange: Sendable {
    var start: [UInt8]
    var end: [UInt8]

    /// The keys that begin with `prefix`, and of those only the ones greater than `after`.
    init(prefix: String, after: String? = nil) {
        start = Array(prefix.utf8)
        end = KeyOrder.end(ofPrefix: prefix)
        if let after, KeyOrder.compare(after, prefix) >= 0 {
            start = Array(after.utf8) + [0]
        }
    }
}
