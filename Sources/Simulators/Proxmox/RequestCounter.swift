import SimulatorKit
import Synchronization

/// Counts requests by method and kind of path, so that what a client costs can be told.
final class RequestCounter: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    /// Every request with its parameters, in order, where that is asked for.
    private let transcript = Mutex<[RecordedRequest]?>(nil)

    func count(_ request: SimulatorRequest) {
        counts.withLock {
            $0["\(request.method) \(request.path.split(separator: "/").dropFirst(2).joined(separator: "/"))", default: 0] += 1
        }
        transcript.withLock { list in
            guard list != nil, (list?.count ?? 0) < 100_000 else { return }
            list?.append(RecordedRequest(request))
        }
    }

    var total: Int { counts.withLock { $0.values.reduce(0, +) } }

    var all: [String: Int] { counts.withLock { $0 } }

    func reset() { counts.withLock { $0 = [:] } }

    /// Begins to keep requests.
    func record() { transcript.withLock { $0 = [] } }

    var recorded: [RecordedRequest] { transcript.withLock { $0 ?? [] } }
}

/// A request that a simulator got: what a client asks for, apart from who it is.
public struct RecordedRequest: Sendable, Hashable {
    public let method: String
    /// Decoded, below `/api2/json`.
    public let path: [String]
    /// Names and values of the query and the body, in order.
    public let parameters: [Parameter]

    /// A name and its value.
    public struct Parameter: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    init(_ request: SimulatorRequest) {
        method = request.method
        path = Array(request.segments.dropFirst(2))
        let sent =
            FormFields.parse(request.query)
            + (request.upload.map {
                $0.fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) } + [("filename", $0.fileName)]
            }
                ?? request.bodyParameters ?? [])
        parameters = sent.map { Parameter(name: $0.name, value: $0.value) }
    }
}
