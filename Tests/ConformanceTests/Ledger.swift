import Foundation
import StrataAPI
import StrataConformance
import StrataDaemon
import StrataDriverKit
import Synchronization

/// What became of the contracts of a run, by stack.
final class Ledger: Sendable {
    private let reports = Mutex<[String: ConformanceReport]>([:])

    /// Adds the report of one contract.
    func add(_ report: ConformanceReport) {
        reports.withLock { reports in
            guard var whole = reports[report.stack] else { return reports[report.stack] = report }
            whole.results += report.results
            whole.duration += report.duration
            reports[report.stack] = whole
        }
    }

    /// Writes the reports and the page that is made of them, where `STRATA_CONFORMANCE_REPORTS` names the directory for it, as `make matrix` does.
    func publish() throws {
        guard let directory = ProcessInfo.processInfo.environment["STRATA_CONFORMANCE_REPORTS"] else { return }
        for (stack, report) in reports.withLock(\.self) {
            var report = report
            let order = Dictionary(uniqueKeysWithValues: Contract.all.enumerated().map { ($1.id, $0) })
            report.results.sort { order[$0.id] ?? 0 < order[$1.id] ?? 0 }
            try Data((report.json.text + "\n").utf8).write(to: URL(filePath: "\(directory)/\(stack).json"))
        }
        let page = try SupportMatrix.published(in: directory).markdown
        try Data(page.utf8).write(to: URL(filePath: "\(directory)/../support-matrix.md"))
    }
}

extension SupportMatrix {
    /// The page of the reports in a directory, with a row for each driver of the registry.
    static func published(in directory: String) throws -> SupportMatrix {
        SupportMatrix(
            try Kinds.drivers.map { driver in
                let file = "\(directory)/\(driver.stack).json"
                guard FileManager.default.fileExists(atPath: file) else { return Row(driver: driver, report: nil) }
                let json = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
                return Row(
                    driver: driver, report: ConformanceReport(json: json),
                    evidence: driver is any NetworkBound.Type ? .simulator : .realEngine)
            })
    }
}
