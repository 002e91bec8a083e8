extension Stack {
    /// What is wrong with the data, one sentence each; empty when it is sound. The generator and the tests hold every stack to it.
    package func problems() -> [String] {
        structureProblems() + linkProblems() + proseProblems() + facts.flatMap(factProblems)
    }

    private func structureProblems() -> [String] {
        var found: [String] = []
        if !(1...30).contains(number) { found.append("number \(number) is not in 1…30") }
        if layers.count < 2 { found.append("there are fewer than two layers") }
        for name in [id] + boxIDs.map(\.rawValue) + clusters.map(\.id.rawValue) where !Self.isKebab(name) {
            found.append("\"\(name)\" is not kebab case")
        }
        var seen: Set<BoxID> = []
        for name in boxIDs + clusters.map(\.id) where !seen.insert(name).inserted { found.append("id \(name) occurs twice") }
        for box in boxes where box.label.isEmpty { found.append("box \(box.id) has no label") }
        for layer in layers where layer.label.isEmpty { found.append("layer \(layer.id) has no label") }
        let rows = (layers + clusters.flatMap(\.layers)).flatMap(\.rows) + boxes.flatMap(\.rows)
        for row in rows where row.boxes.isEmpty { found.append("there is a row without boxes") }
        for row in rows where row.style != .boxes && row.boxes.contains(where: { !$0.rows.isEmpty }) {
            found.append("boxes nest inside a \(row.style.rawValue) row")
        }
        if !rows.contains(where: { $0.sample == .instances }) { found.append("no row is marked for instances") }
        return found
    }

    private func linkProblems() -> [String] {
        var found: [String] = []
        let pairs = zip(layers, layers.dropFirst()).map { [$0.id, $1.id] }
        if links.map({ [$0.from, $0.to] }) != pairs { found.append("links do not join each layer to the next") }
        let known = Set(boxIDs)
        for link in links { for tap in link.taps where !known.contains(tap) { found.append("link taps unknown box \(tap)") } }
        for cluster in clusters {
            if let layer = cluster.drawnIn, !layers.contains(where: { $0.id == layer }) {
                found.append("cluster \(cluster.id) is drawn nowhere")
            }
            if cluster.drawnIn == nil, cluster.layers.isEmpty { found.append("cluster \(cluster.id) is empty") }
            let rows = zip(cluster.layers, cluster.layers.dropFirst()).map { [$0.id, $1.id] }
            if cluster.links.map({ [$0.from, $0.to] }) != rows { found.append("links of cluster \(cluster.id) do not join its rows") }
        }
        return found
    }

    private func proseProblems() -> [String] {
        var found: [String] = []
        for text in howItWorks + pros + cons.map(\.text) + cons.map(\.because) + [useCase] + errata.flatMap({ [$0.says, $0.correction] })
        where text.isEmpty || text.first == " " || text.last == " " {
            found.append("an entry is empty or has stray blanks: \"\(text)\"")
        }
        for erratum in errata where erratum.source.title.isEmpty { found.append("erratum \"\(erratum.says)\" has no source") }
        var keys: Set<FactKey> = []
        for fact in facts where !keys.insert(fact.key).inserted { found.append("fact \(fact.key.rawValue) occurs twice") }
        let optional: Set<FactKey> = [.availabilityNodes, .guestArchitectures, .minimumMemory]
        for key in FactKey.allCases where !keys.contains(key) && !optional.contains(key) {
            found.append("fact \(key.rawValue) is missing")
        }
        return found
    }

    private func factProblems(_ fact: Fact) -> [String] {
        var found: [String] = []
        if fact.values.isEmpty { found.append("fact \(fact.key.rawValue) has no value") }
        if fact.source.title.isEmpty { found.append("fact \(fact.key.rawValue) has no source") }
        if let words = fact.key.vocabulary {
            for value in fact.values where !words.contains(value) { found.append("fact \(fact.key.rawValue) does not know \"\(value)\"") }
        }
        let isNumber = [FactKey.minimumMemory, .availabilityNodes, .year].contains(fact.key)
        if isNumber, fact.values.count != 1 || fact.values.first.flatMap({ Int($0) }) == nil {
            found.append("fact \(fact.key.rawValue) is not one number")
        }
        return found
    }

    private static func isKebab(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) }
        }
    }
}
