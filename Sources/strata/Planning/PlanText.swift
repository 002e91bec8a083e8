import StrataAPI

/// Plans as lines for people.
struct PlanText {
    let hasColor: Bool

    /// The lines of one object; empty where nothing would be done.
    func lines(_ plan: ObjectPlan) -> [String] {
        var lines: [String] = []
        switch plan.action {
        case .none: return []
        case .create: lines.append(paint("+ \(plan.reference)", .added))
        case .update: lines.append(paint("~ \(plan.reference)", .changed))
        case .replace: lines.append(paint("! \(plan.reference): cannot be changed in place; delete it and create it anew", .removed))
        case .refuse: lines.append(paint("! \(plan.reference): refused", .removed))
        }
        for change in plan.changes {
            let values =
                switch (change.before, change.after) {
                case (nil, let after): Self.word(after)
                case (let before, nil): "\(Self.word(before)) -> (none)"
                case (let before, let after): "\(Self.word(before)) -> \(Self.word(after))"
                }
            let effect: String =
                switch change.effect {
                case nil: ""
                case .now: ""
                case .restart: "  (at the next start)"
                case .unknown: "  (the site cannot tell when)"
                }
            lines.append("    \(TerminalText.clean("\(change.field): \(values)"))\(paint(effect, .changed))")
        }
        guard plan.action != .replace else { return lines }
        for refusal in plan.refusals {
            let field = refusal.field.isEmpty ? "" : "\(refusal.field): "
            lines += "\(field)\(refusal.message)".split(separator: "\n").map { "    \(TerminalText.clean(String($0)))" }
        }
        return lines
    }

    /// `2 to create, 1 to change, 3 as they are`
    static func summary(_ plans: [ObjectPlan]) -> String {
        let words: [(ObjectPlan.Action, String)] = [
            (.create, "to create"), (.update, "to change"), (.replace, "to replace"), (.refuse, "refused"), (.none, "as said"),
        ]
        return words.compactMap { action, word in
            let count = plans.count { $0.action == action }
            return count == 0 ? nil : "\(count) \(word)"
        }.joined(separator: ", ")
    }

    private enum Tone: String {
        case added = "32"
        case changed = "33"
        case removed = "31"
    }

    private func paint(_ text: String, _ tone: Tone) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }

    private static func word(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: "(none)"
        case .string(let text)?: text.printable(limit: 200)
        case let other?: other.text.printable(limit: 400)
        }
    }
}
