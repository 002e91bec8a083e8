/// Recommends stacks by needs: hard needs exclude, wishes and general traits rank.
public enum Advisor {
    /// The answer to these needs among all stacks. Throws ``CatalogError`` only when the compiled-in data is damaged.
    public static func recommend(_ needs: Needs) throws(CatalogError) -> Recommendation {
        recommend(needs, among: try Catalog.all())
    }

    /// The answer among these stacks.
    static func recommend(_ needs: Needs, among stacks: [Stack]) -> Recommendation {
        let (ranked, excluded) = rank(needs, stacks)
        return Recommendation(
            needs: needs, choice: ranked.first, runnerUp: ranked.dropFirst().first, others: Array(ranked.dropFirst(2)), excluded: excluded,
            changes: changes(needs, stacks, from: ranked.first?.stack))
    }

    /// The stacks that meet the hard needs, best first, and the others with what they lack.
    static func rank(_ needs: Needs, _ stacks: [Stack]) -> ([Recommendation.Candidate], [Recommendation.Exclusion]) {
        var candidates: [Recommendation.Candidate] = []
        var excluded: [Recommendation.Exclusion] = []
        for stack in stacks.sorted(by: { $0.number < $1.number }) {
            let judged = needs.hard.map { need in (need, Judgement(need, of: stack, beside: needs.hard)) }
            let failed = judged.filter { !isEnough($1.verdict, for: $0) }
            guard failed.isEmpty else {
                let reasons = failed.map { reason($1, need: $0, points: 0) }
                excluded.append(.init(number: stack.number, stack: stack.id, title: stack.title, reasons: reasons))
                continue
            }
            var reasons = judged.map { need, judgement in
                reason(judgement, need: need, points: need.kind == .leave && judgement.verdict == .met ? 8 : 0)
            }
            for wish in needs.wishes {
                let judgement = Judgement(wish, of: stack, beside: needs.hard + needs.wishes)
                reasons.append(reason(judgement, need: wish, points: points(judgement.verdict)))
            }
            reasons += Trait.reasons(of: stack, for: needs)
            let score = reasons.reduce(0) { $0 + $1.points }
            candidates.append(.init(number: stack.number, stack: stack.id, title: stack.title, score: score, reasons: reasons))
        }
        return (candidates.sorted { ($1.score, $0.number) < ($0.score, $1.number) }, excluded)
    }

    /// Leaving a stack is possible without an import tool, and what is not recorded excludes nothing; all else must be met in full.
    private static func isEnough(_ verdict: Judgement.Verdict, for need: Need) -> Bool {
        switch verdict {
        case .met, .unknown: true
        case .partly: need.kind == .leave
        case .unmet: false
        }
    }

    private static func points(_ verdict: Judgement.Verdict) -> Int {
        switch verdict {
        case .met: 10
        case .partly: 5
        case .unmet, .unknown: 0
        }
    }

    private static func reason(_ judgement: Judgement, need: Need, points: Int) -> Recommendation.Reason {
        .init(text: judgement.text, points: points, need: need.description, fact: judgement.fact?.key, source: judgement.fact?.source)
    }

    /// Drops every need in turn, then adds every common one, and keeps what leads to another answer.
    private static func changes(_ needs: Needs, _ stacks: [Stack], from choice: String?) -> [Recommendation.Change] {
        var changes: [Recommendation.Change] = []
        for need in needs.hard + needs.wishes {
            let best = rank(needs.without(need), stacks).0.first
            guard let best, best.stack != choice else { continue }
            let kind = needs.hard.contains(need) ? "need" : "wish"
            changes.append(.init(text: "without the \(kind) \(need) it would be \(best.title)", need: need.description, stack: best.stack))
        }
        guard choice != nil else { return changes }
        for kind in [Need.Kind.liveMigration, .highAvailability, .graphicalInterface, .gitops, .noLicenceCost, .openSource, .supported] {
            guard let need = try? Need(kind), !needs.hard.contains(need) else { continue }
            let best = rank(Needs(hard: needs.hard + [need], wishes: needs.wishes), stacks).0.first
            guard best?.stack != choice else { continue }
            let text =
                best.map { "if \(need) were needed too, it would be \($0.title)" } ?? "if \(need) were needed too, no stack would be left"
            changes.append(.init(text: text, need: need.description, stack: best?.stack))
        }
        return changes
    }
}
