import StrataCatalog

/// The advisor's answer, for reading.
struct RecommendationReport {
    private let answer: Recommendation
    private let columns: Int
    private let hasColor: Bool
    private let showsAll: Bool

    init(_ answer: Recommendation, columns: Int, hasColor: Bool, showsAll: Bool) {
        self.answer = answer
        self.columns = max(60, min(columns, 120))
        self.hasColor = hasColor
        self.showsAll = showsAll
    }

    var text: String {
        var text = ""
        if let choice = answer.choice {
            text += candidate(choice, heading: "Recommended")
            if let runnerUp = answer.runnerUp { text += "\n" + candidate(runnerUp, heading: "Runner-up") }
            if !answer.others.isEmpty {
                text += "\n" + bold("Then") + "\n"
                text += lines(answer.others.map { "\($0.title) (\($0.score))" }.joined(separator: ", "), indent: 2)
            }
        } else {
            text += bold("No stack meets all of these needs.") + "\n"
        }
        text += changes + excluded
        return text
    }

    private func candidate(_ candidate: Recommendation.Candidate, heading: String) -> String {
        var text = bold("\(heading): \(candidate.number) \(candidate.title)") + " (\(candidate.stack), \(candidate.score) points)\n"
        for reason in candidate.reasons {
            let points = reason.points == 0 ? "   " : "\(reason.points > 0 ? "+" : "−")\(abs(reason.points))".leftPadded(to: 3)
            text += lines("\(points)  \(reason.text)\(source(reason))", indent: 2, hanging: 5)
        }
        return text
    }

    private var changes: String {
        guard !answer.changes.isEmpty else { return "" }
        return "\n" + bold("What would change the answer") + "\n" + answer.changes.map { lines($0.text, indent: 2, hanging: 2) }.joined()
    }

    private var excluded: String {
        guard !answer.excluded.isEmpty else { return "" }
        guard showsAll || answer.choice == nil else {
            return "\n\(answer.excluded.count) stacks are excluded; --all tells why.\n"
        }
        var text = "\n" + bold("Excluded") + "\n"
        for stack in answer.excluded {
            for (index, reason) in stack.reasons.enumerated() {
                let head = index == 0 ? stack.stack : ""
                text += lines("\(head.rightPadded(to: 14))  \(reason.text)\(source(reason))", indent: 2, hanging: 16)
            }
        }
        return text
    }

    private func source(_ reason: Recommendation.Reason) -> String { reason.source.map { " [\($0.title)]" } ?? "" }

    private func bold(_ text: String) -> String { hasColor ? Palette.bold(text) : text }

    /// Text broken at blanks; spaces at its beginning stay.
    private func lines(_ text: String, indent: Int, hanging: Int = 0) -> String {
        var result = ""
        var line = String(repeating: " ", count: indent) + text.prefix { $0 == " " }
        var isFresh = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false).drop(while: \.isEmpty) {
            if !isFresh, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > columns {
                result += line + "\n"
                line = String(repeating: " ", count: indent + hanging)
                isFresh = true
                if word.isEmpty { continue }
            }
            line += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return result + line + "\n"
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
    fileprivate func rightPadded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
