import LXD
import StrataAPI
import StrataDriverKit
import Synchronization

/// Who changed which instance last, from what the daemon tells.
///
/// Its lifecycle events name who asked, but those about instances do not in LXD 5.0. There each request is told of, with who sends it, before the daemon acts on
/// it; this connection's own carry its mark.
final class ForeignChanges: Sendable {
    private let mark: String
    private let project: String
    private let state = Mutex(State())

    private struct State {
        var changes: [String: ForeignChange] = [:]
        /// Whether the daemon tells of requests. Then what its lifecycle events say of who asked is not needed, and cannot tell this connection's from others'.
        var tellsOfRequests = false
    }

    /// How many instances are remembered. Beyond that all are forgotten: the drift of each is told soon after its change.
    private static let limit = 4096

    /// - Parameter project: whose instances are meant.
    init(mark: String, project: String) {
        self.mark = mark
        self.project = project
    }

    /// The last change of an instance; nil where it was this connection's, or is unknown.
    func last(_ name: String) -> ForeignChange? { state.withLock { $0.changes[name] } }

    /// Takes in what the daemon tells.
    ///
    /// - Parameter name: asked for what a certificate is called.
    func take(_ event: LXDEvent, name: (_ fingerprint: String) async -> String?) async {
        let time = Timestamp(event.timestamp) ?? .now()
        if let request = event.request {
            state.withLock { $0.tellsOfRequests = true }
            guard ["PUT", "PATCH", "POST"].contains(request.method), let instance = request.instance, Self.changesSettings(request.target),
                request.parameter("project") ?? "default" == project
            else { return }
            guard request.parameter(LXDClient.markName) != mark else { return note(instance, nil) }
            note(instance, await Self.change(request.requestor, time, name))
        } else if let instance = event.instance, let action = event.action, ["instance-updated", "instance-restored"].contains(action),
            let requestor = event.requestor, !state.withLock({ $0.tellsOfRequests })
        {
            note(instance, await Self.change(requestor, time, name))
        }
    }

    private func note(_ instance: String, _ change: ForeignChange?) {
        state.withLock { state in
            if state.changes.count >= Self.limit { state.changes = [:] }
            state.changes[instance] = change
        }
    }

    /// Whether a request is about what an instance is, and not about what is done with it.
    private static func changesSettings(_ target: String) -> Bool { target.prefix { $0 != "?" }.split(separator: "/").count == 3 }

    private static func change(
        _ requestor: LXDRequestor, _ time: Timestamp, _ name: (String) async -> String?
    ) async -> ForeignChange {
        let way = requestor.address.isEmpty ? (requestor.way == "unix" ? "on the host" : "") : "from \(requestor.address)"
        guard requestor.way == "tls" else { return ForeignChange(by: requestor.username, way: way, at: time) }
        let certificate = await name(requestor.username) ?? String(requestor.username.prefix(12))
        return ForeignChange(by: "the certificate \(certificate)", way: way, at: time)
    }
}
