import HTTPS
public import XMLDocuments

/// A disk that a lease gives access to.
public struct LeasedDisk: Sendable, Hashable {
    /// By which an import names the device it is for; by which an export names the device it is of.
    public var key: String
    public var place: FarPlace
    public var isDisk: Bool
    /// In bytes, as far as the server tells.
    public var size: Int64?

    init?(_ element: XMLElement, own: (host: String, port: Int)) {
        guard let url = element["url"]?.text,
            let place = FarPlace(url, own: own, thumbprint: element["sslThumbprint"]?.text ?? "")
        else { return nil }
        key = element["importKey"].map(\.text).flatMap { $0.isEmpty ? nil : $0 } ?? element["key"]?.text ?? ""
        self.place = place
        isDisk = element["disk"]?.text != "false"
        size = element["fileSize"].flatMap { Int64($0.text) }
    }
}

extension VSphereClient {
    /// Has a method give a lease, waits until it is ready, has a body use its disks, and completes it; aborts it where the body throws.
    ///
    /// - Parameters:
    ///   - body: gets the disks and the object that the lease is for: the new machine, in an import.
    public func withLease<Value: Sendable>(
        _ method: String, on object: ManagedObject, _ arguments: [XMLElement] = [],
        _ body: (ManagedObject, [LeasedDisk], LeaseProgress) async throws(VSphereError) -> Value
    ) async throws(VSphereError) -> Value {
        let answer = try await call(method, on: object, arguments)
        guard let lease = ManagedObject(answer["returnval"]) else { throw .malformed("\(method) returned no lease") }
        do throws(VSphereError) {
            let (entity, disks) = try await ready(lease)
            let progress = LeaseProgress(client: self, lease: lease)
            // The server takes an upload for given up where it hears nothing for some minutes.
            let pulse = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(20))
                    await progress.tell()
                }
            }
            defer { pulse.cancel() }
            let value = try await body(entity, disks, progress)
            _ = try await call("HttpNfcLeaseComplete", on: lease)
            return value
        } catch {
            // What was made for the lease goes with it.
            await Task { _ = try? await call("HttpNfcLeaseAbort", on: lease, timeout: .seconds(30)) }.value
            throw error
        }
    }

    private func ready(_ lease: ManagedObject) async throws(VSphereError) -> (ManagedObject, [LeasedDisk]) {
        var state = ""
        var fault: VSphereFault?
        let end = ContinuousClock.now + .seconds(300)
        try await watch([PropertyWish("HttpNfcLease", ["state", "error"])], of: .objects([lease]), patience: .seconds(30)) {
            updates throws(VSphereError) in
            for update in updates {
                if case .some(.some(let value)) = update.changes["state"] { state = value.text }
                if case .some(.some(let value)) = update.changes["error"] { fault = VSphereFault(localized: value) }
            }
            guard state.isEmpty || state == "initializing" else { return false }
            guard ContinuousClock.now < end else { throw .unfinished(lease.id, after: .seconds(300)) }
            return true
        }
        guard state == "ready" else {
            throw .task(lease.id, fault ?? VSphereFault(type: "MethodFault", message: "the lease is \(state) and does not say why"))
        }
        guard let info = try await read(lease, ["info"])?["info"], let entity = ManagedObject(info["entity"]) else {
            throw .malformed("a lease without information")
        }
        return (entity, info.children("deviceUrl").compactMap { LeasedDisk($0, own: own) })
    }

    /// Sends a file of this machine as the content of a leased disk: a VMDK in the form `streamOptimized`.
    public func upload(_ path: String, to disk: LeasedDisk) async throws(VSphereError) {
        var request = HTTPSRequest(
            .post, disk.place.target, headers: [("Content-Type", "application/x-vnd.vmware-streamVmdk"), ("Overwrite", "t")],
            body: [.file(path)])
        request.timeout = .seconds(120)
        try await transfer(request, at: disk.place, accepting: [200, 201])
    }

    /// Writes the content of a leased disk into a new file of this machine.
    public func download(_ disk: LeasedDisk, to path: String) async throws(VSphereError) {
        let client = try client(of: disk.place)
        var request = HTTPSRequest(.get, disk.place.target, headers: try await cookie(for: disk.place))
        request.timeout = .seconds(120)
        request.limit = 64 << 10
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await client.receive(request, into: path) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        guard answer.status == 200 else {
            throw VSphereError.transport(.malformed(host: client.host, reason: "HTTP status \(answer.status) \(answer.reason)"))
        }
    }

    func transfer(_ request: HTTPSRequest, at place: FarPlace, accepting statuses: Set<Int>) async throws(VSphereError) {
        let client = try client(of: place)
        var request = request
        request.headers += try await cookie(for: place)
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await client.send(request) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        guard statuses.contains(answer.status) else {
            throw .transport(.malformed(host: client.host, reason: "HTTP status \(answer.status) \(answer.reason)"))
        }
    }

    /// The session is for the server alone: a lease's places are known to its hosts by their URLs.
    private func cookie(for place: FarPlace) async throws(VSphereError) -> [(name: String, value: String)] {
        guard try client(of: place).host == http.host else { return [] }
        return [(name: "Cookie", value: try await sessions.session().cookie)]
    }
}

/// How far the transfers of a lease have come, which the server shows to others, and by which it knows that somebody is there.
public actor LeaseProgress {
    private let client: VSphereClient
    private let lease: ManagedObject
    private var percent = 0

    init(client: VSphereClient, lease: ManagedObject) {
        self.client = client
        self.lease = lease
    }

    /// Notes how far it is.
    public func set(percent: Int) { self.percent = max(0, min(100, percent)) }

    func tell() async {
        // A word that is lost is said again twenty seconds later.
        _ = try? await client.call("HttpNfcLeaseProgress", on: lease, [.plain("percent", percent)], timeout: .seconds(15))
    }
}
