import StrataAPI
import StrataResources
import Synchronization

/// What the server counts, for `/metrics`.
final class ServerMetrics: Sendable {
    /// What requests are told apart by. All values come from fixed sets, so that no client can grow the table.
    struct RequestLabel: Hashable, Sendable {
        var verb: String
        var resource: String
        var code: Int
    }

    private let requests = LabelledHistogram<RequestLabel>(bounds: [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ])
    private let streams = LabelledNumber<RequestLabel>()
    let watchers = LabelledNumber<String>()
    let connections = Atomic(0)
    let lostAuditLines = Atomic(0)

    /// Counts a request; the time of one that streams says nothing and is left out.
    func record(verb: String, resource: String, code: Int, time: Duration, isStream: Bool) {
        let label = RequestLabel(verb: verb, resource: resource, code: code)
        if isStream { streams.add(1, label) } else { requests.record(time, label) }
    }

    /// Everything as text.
    func text(objects: ObjectService, version: String) async -> String {
        var text = PrometheusText()
        text.family("strata_build_info", "gauge", "The release that is running.")
        text.sample("strata_build_info", [("version", version)], 1)
        writeRequests(&text)
        text.family("strata_watchers", "gauge", "Watches that are open.")
        for (kind, count) in watchers.all.sorted(by: { $0.key < $1.key }) { text.sample("strata_watchers", [("resource", kind)], count) }
        text.family("strata_connections", "gauge", "Connections that are open.")
        text.sample("strata_connections", connections.load(ordering: .relaxed))
        text.family("strata_audit_lines_lost_total", "counter", "Lines that could not be written to the audit log.")
        text.sample("strata_audit_lines_lost_total", lostAuditLines.load(ordering: .relaxed))
        text.family("strata_objects", "gauge", "Objects that are stored.")
        for definition in objects.kinds where definition.isStored {
            text.sample("strata_objects", [("resource", definition.kind.qualifiedPlural)], objects.count(definition.kind))
        }
        if let kind = objects.kinds.first?.kind, let page = try? await objects.list(kind, ListRequest(limit: 1)) {
            text.family("strata_store_revision", "counter", "The store's revision: how many writes there have been.")
            text.sample("strata_store_revision", page.revision)
        }
        ProcessUsage.now().write(to: &text)
        return text.text
    }

    private func writeRequests(_ text: inout PrometheusText) {
        let name = "strata_request_duration_seconds"
        text.family(name, "histogram", "How long requests took, from their head to the end of the answer.")
        for (label, series) in requests.all.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
            var total = 0
            for (bound, count) in zip(requests.bounds, series.buckets) {
                total += count
                text.sample("\(name)_bucket", label.pairs + [("le", "\(bound)")], total)
            }
            text.sample("\(name)_bucket", label.pairs + [("le", "+Inf")], series.count)
            text.sample("\(name)_sum", label.pairs, series.sum)
            text.sample("\(name)_count", label.pairs, series.count)
        }
        text.family("strata_streams_total", "counter", "Watches, logs, consoles and commands that have ended.")
        for (label, count) in streams.all.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
            text.sample("strata_streams_total", label.pairs, count)
        }
    }
}

extension ServerMetrics.RequestLabel {
    fileprivate var pairs: [(String, String)] { [("verb", verb), ("resource", resource), ("code", String(code))] }
    fileprivate var sortKey: (String, String, Int) { (resource, verb, code) }
}
