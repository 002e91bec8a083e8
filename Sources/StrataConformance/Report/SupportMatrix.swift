public import StrataDriverKit

/// What each stack's driver was shown to do, as a page made of conformance reports and of nothing else.
public struct SupportMatrix: Sendable {
    /// What a driver's promises were tried against.
    public enum Evidence: String, Sendable {
        case realEngine = "the real engine"
        case simulator = "simulator + third-party client"
    }

    /// One stack's row: its driver, and the report of its last run.
    public struct Row: Sendable {
        public var driver: any Driver.Type
        public var report: ConformanceReport?
        public var evidence: Evidence

        public init(driver: any Driver.Type, report: ConformanceReport?, evidence: Evidence = .realEngine) {
            self.driver = driver
            self.report = report
            self.evidence = evidence
        }
    }

    let rows: [Row]

    public init(_ rows: [Row]) { self.rows = rows }

    /// The page.
    public var markdown: String {
        var lines = [
            "# Support matrix", "",
            "What each driver does, by the contracts that it kept against what stands in the second column. Made by `make matrix` from the "
                + "reports in `docs/conformance/`; no line of it is written by hand. `strata conformance --site NAME` tries the same at a site of yours.",
            "",
            "- **n/n**: so many contracts of the ability were kept of those that were tried.",
            "- **no**: this site could not, for a reason that stands below.",
            "- **—**: the driver has no code for it.", "",
        ]
        let abilities = Ability.allCases
        lines.append((["| stack", "proven against", "required"] + abilities.map(\.rawValue)).joined(separator: " | ") + " |")
        lines.append("|" + String(repeating: " --- |", count: abilities.count + 3))
        for row in rows {
            let cells =
                ["`\(row.driver.stack)`", evidence(of: row), cell(row, "")]
                + abilities.map { ability in
                    ability.isImplemented(by: row.driver) ? cell(row, ability.rawValue) : "—"
                }
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        for row in rows {
            guard let report = row.report else { continue }
            lines += ["", "## \(report.stack)", "", "\(report.version).", ""]
            for result in report.results {
                switch result.verdict {
                case .kept: lines.append("- \(result.promise)")
                case .broken(let why): lines.append("- **Broken:** \(result.promise) \(Self.plain(why))")
                case .notTried(let why): lines.append("- Not tried, \(Self.plain(why)): \(result.promise)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func evidence(of row: Row) -> String {
        row.report.map { "\(row.evidence.rawValue), \(Self.plain($0.version))" } ?? "nothing yet"
    }

    private func cell(_ row: Row, _ ability: String) -> String {
        guard let results = row.report?.results.filter({ $0.ability == ability }), !results.isEmpty else { return "not proven" }
        let tried = results.filter { if case .notTried = $0.verdict { false } else { true } }
        guard !tried.isEmpty else { return "no" }
        return "\(tried.count { $0.verdict == .kept })/\(tried.count)"
    }

    /// Text that means nothing else in a table of Markdown's.
    private static func plain(_ text: String) -> String {
        String(text.map { $0 == "|" ? "/" : $0.isNewline ? " " : $0 })
    }
}
