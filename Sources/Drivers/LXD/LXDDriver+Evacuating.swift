import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Evacuating {
    /// See ``Evacuating/evacuate(_:)``. Containers that run are stopped, moved and started there; those that cannot be moved are stopped (`cluster.evacuate`).
    public func evacuate(_ host: String) async throws(DriverError) {
        try await change(host, "evacuate", "evacuate", isDone: { $0 == "Evacuated" })
    }

    /// See ``Evacuating/restore(_:)``.
    public func restore(_ host: String) async throws(DriverError) {
        try await change(host, "restore", "restore", isDone: { $0 != "Evacuated" })
    }

    private func change(_ host: String, _ action: String, _ attempt: String, isDone: (String) -> Bool) async throws(DriverError) {
        guard facts.isClustered else {
            throw .unavailable(.evacuation, because: "the daemon is in no cluster, so that its instances have nowhere to go")
        }
        guard facts.server.has("clustering_evacuation") else {
            throw .unavailable(.evacuation, because: "the daemon lacks the API extension clustering_evacuation")
        }
        let target = "/1.0/cluster/members/\(LXDTarget.encoded(host))"
        let state = try await ask(attempt, host) { try await $0.send(.get, target).metadata["status"]?.string ?? "" }
        if isDone(state) { return }
        try await evacuations.during(host) { () async throws(DriverError) in
            try await order(host, attempt, within: .seconds(3600)) { client in
                _ = try await client.perform(.post, "\(target)/state", ["action": .string(action)], within: .seconds(3600))
            }
        }
    }
}

extension LXDDriver {
    /// Refuses for a while what the daemon itself is about to do.
    func checkNotUnderWay(_ id: NativeID, _ attempt: String) async throws(DriverError) {
        guard await !evacuations.isIdle else { return }
        let record = try await existing(id, attempt)
        for host in [record.location, record.config["volatile.evacuate.origin"]] where await evacuations.concern(host) {
            throw .failed(
                .init(attempt, id.text, answer: "its host \(host ?? "") is being emptied or filled again, and the daemon starts it itself"))
        }
    }
}

/// The members of a cluster that are being emptied or filled again. The daemon stops instances for that and starts them where they come to; nobody here must
/// start them in between.
actor Evacuations {
    private var hosts: [String: Int] = [:]

    func during(_ host: String, _ body: () async throws(DriverError) -> Void) async throws(DriverError) {
        hosts[host, default: 0] += 1
        defer { hosts[host] = hosts[host].flatMap { $0 > 1 ? $0 - 1 : nil } }
        try await body()
    }

    /// Whether a host or one of a name is meant; nil stands for none.
    func concern(_ host: String?) -> Bool { host.map { hosts[$0] != nil } ?? false }

    var isIdle: Bool { hosts.isEmpty }
}
