/// Finds what someone who mistyped a word may have meant.
enum Suggestion {
    /// The nearest of the words, nil when none is near.
    static func near(_ word: String, among words: some Sequence<String>) -> String? {
        guard word.utf8.count <= 100 else { return nil }
        let typed = Array(word.lowercased().unicodeScalars)
        let limit = max(1, typed.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in words where candidate.utf8.count <= 253 {
            let distance = distance(typed, Array(candidate.lowercased().unicodeScalars), limit: limit)
            guard distance <= limit, distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }

    /// The optimal string alignment distance: insertions, deletions, replacements, and neighbours that changed places.
    /// Anything over `limit` may come out as any number over it.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int = .max) -> Int {
        guard abs(left.count - right.count) <= limit else { return max(left.count, right.count) }
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other { cost = min(cost, beforeLast[column - 1] + 1) }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
