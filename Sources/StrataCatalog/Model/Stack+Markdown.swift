extension Stack {
    /// Everything the catalog knows of the stack, as Markdown.
    public func markdown() -> String {
        var text = "# \(number). \(Self.escaped(title))\n\n\(Self.escaped(chain.joined(separator: " → ")))\n\n"
        text += "Best for: \(Self.escaped(bestFor)). Complexity: \(complexity).\n"
        for alias in aliases { text += "\nAlso number \(alias.number): \(Self.escaped(alias.chain.joined(separator: " → "))).\n" }
        text += "\n```\n\(Diagram(self).text(width: 100))```\n"
        text += Self.section("How it works", howItWorks.enumerated().map { "\($0 + 1). \(Self.escaped($1))" })
        text += Self.section("Use case", [Self.escaped(useCase)])
        text += Self.section("Pros", pros.map { "- \(Self.escaped($0))" })
        text += Self.section("Cons", cons.map { "- \(Self.escaped($0.text)) *\($0.verdict.rawValue)*: \(Self.escaped($0.because))" })
        text += Self.section(
            "Facts",
            ["| | | Source |", "|---|---|---|"]
                + facts.map { fact in
                    let note = fact.note.isEmpty ? "" : " (\(fact.note))"
                    return
                        "| \(fact.key.title) | \(Self.escaped(fact.values.joined(separator: ", ") + note)) | \(Self.linked(fact.source)) |"
                })
        text += Self.section(
            "Errata",
            errata.map { "- The document says: \(Self.escaped($0.says)) \(Self.escaped($0.correction)) (\(Self.linked($0.source)))" })
        return text
    }

    private static func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : "\n## \(title)\n\n\(lines.joined(separator: "\n"))\n"
    }

    private static func linked(_ source: Source) -> String {
        source.url.map { "[\(escaped(source.title))](\($0))" } ?? escaped(source.title)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "|*_<>`[]\\".contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }
}
