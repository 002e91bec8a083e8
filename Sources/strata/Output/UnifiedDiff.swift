/// The difference of two texts in the unified format (POSIX diff -u), three lines of context around each change.
struct UnifiedDiff: Sendable {
    private enum Line: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
    }

    private static let context = 3
    private let lines: [Line]
    private let from: String
    private let to: String

    init(_ before: [String], _ after: [String], from: String, to: String) {
        self.from = from
        self.to = to
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var old = 0
        var new = 0
        while old < before.count || new < after.count {
            if old < before.count, removed.contains(old) {
                lines.append(.removed(before[old]))
                old += 1
            } else if new < after.count, added.contains(new) {
                lines.append(.added(after[new]))
                new += 1
            } else {
                lines.append(.same(after[new]))
                old += 1
                new += 1
            }
        }
        self.lines = lines
    }

    var isEmpty: Bool { lines.allSatisfy { if case .same = $0 { true } else { false } } }

    func text(hasColor: Bool) -> String {
        guard !isEmpty else { return "" }
        var text = "--- \(from)\n+++ \(to)\n"
        for hunk in hunks() {
            let before = lines[..<hunk.lowerBound]
            let oldStart = before.count { if case .added = $0 { false } else { true } }
            let newStart = before.count { if case .removed = $0 { false } else { true } }
            let oldCount = lines[hunk].count { if case .added = $0 { false } else { true } }
            let newCount = lines[hunk].count { if case .removed = $0 { false } else { true } }
            text += "@@ -\(Self.range(oldStart, oldCount)) +\(Self.range(newStart, newCount)) @@\n"
            for line in lines[hunk] { text += Self.show(line, hasColor: hasColor) + "\n" }
        }
        return text
    }

    /// The changed lines with their context; changes near each other share one.
    private func hunks() -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for (index, line) in lines.enumerated() {
            if case .same = line { continue }
            let range = max(0, index - Self.context)..<min(lines.count, index + Self.context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    /// An empty range is said to begin at the line before it.
    private static func range(_ start: Int, _ count: Int) -> String {
        count == 0 ? "\(start),0" : count == 1 ? "\(start + 1)" : "\(start + 1),\(count)"
    }

    private static func show(_ line: Line, hasColor: Bool) -> String {
        switch line {
        case .same(let text): " \(text)"
        case .removed(let text): hasColor ? "\u{1B}[31m-\(text)\u{1B}[0m" : "-\(text)"
        case .added(let text): hasColor ? "\u{1B}[32m+\(text)\u{1B}[0m" : "+\(text)"
        }
    }
}
