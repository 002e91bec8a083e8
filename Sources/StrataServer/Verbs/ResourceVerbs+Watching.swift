import NIOCore
import StrataAPI
import StrataResources
import StrataStore

extension ResourceVerbs {
    func watch(_ request: ResourceRequest) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept, .views)
        let wanted = try request.watchRequest()
        let frames = try WatchFrames(request, representation)
        var limit = Duration.seconds(Int.random(in: 1800...3600))
        if let seconds = try request.query.count("timeoutSeconds"), seconds > 0 { limit = .seconds(min(seconds, 7 * 86_400)) }
        let watch: ObjectWatch
        do throws(APIError) {
            if wanted.sendsInitialEvents, let revision = wanted.after {
                _ = try await objects.list(request.kind, ListRequest(selection: wanted.selection, limit: 1, notOlderThan: revision))
            }
            watch = try await objects.watch(request.kind, wanted)
        } catch  where error.reason == .expired || error.reason == .gone {
            // kube-apiserver tells of this in the stream, and Python's client only lists again when it finds it there.
            let frame = WatchFrames.error(error)
            return Response(body: .stream(BodyStream(beginsAtOnce: true, limit: nil) { try await $0.write(ByteBuffer(bytes: frame)) }))
        }
        let metrics = metrics
        return Response(
            body: .stream(
                BodyStream(beginsAtOnce: true, limit: limit) { writer in
                    metrics.watchers.add(1, request.kind.qualifiedPlural)
                    defer { metrics.watchers.add(-1, request.kind.qualifiedPlural) }
                    try await Self.follow(watch, frames, writer)
                }))
    }

    private static func follow(_ watch: ObjectWatch, _ frames: WatchFrames, _ writer: BodyWriter) async throws {
        var frames = frames
        var pieces = PieceWriter(writer)
        var iterator = watch.makeAsyncIterator()
        while true {
            let signals: [ObjectWatch.Signal]
            do throws(APIError) {
                guard let next = try await iterator.next() else { return }
                signals = next
            } catch {
                if !Task.isCancelled { try await writer.write(ByteBuffer(bytes: WatchFrames.error(error))) }
                return
            }
            for signal in signals {
                for part in frames.line(signal) { try await pieces.append(part) }
            }
            try await pieces.flush()
        }
    }
}

/// Renders the lines of one watch.
struct WatchFrames: Sendable {
    private let kind: ResourceKind
    private let representation: Representation
    private var table: TableRendering?
    private var hasSentColumns = false

    init(_ request: ResourceRequest, _ representation: Representation) throws(APIError) {
        kind = request.kind
        self.representation = representation
        if case .table(let version) = representation {
            table = try TableRendering(request.definition, version: version, query: request.query)
        }
    }

    /// The parts of the line that tells of a signal. An object is told of in the bytes in which it lies in memory, however many watch.
    mutating func line(_ signal: ObjectWatch.Signal) -> [[UInt8]] {
        switch signal {
        case .event(let type, let object):
            if let table {
                let head = table.head(metadata: ["resourceVersion": .string(object.revision.description)], hasColumns: !hasSentColumns)
                hasSentColumns = true
                return Self.line(type, head + table.row(object) + TableRendering.tail)
            }
            if case .metadata(let version) = representation {
                return Self.line(type, PartialMetadata.bytes(of: object.json, version: version))
            }
            return Self.line(type, object.bytes)
        case .bookmark(let revision, let endsInitialEvents):
            var metadata: [String: JSONValue] = ["resourceVersion": .string(revision.description), "creationTimestamp": .null]
            if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
            if let table { return Self.line(.bookmark, table.head(metadata: metadata, hasColumns: !hasSentColumns) + TableRendering.tail) }
            var (name, apiVersion) = (kind.name, kind.apiVersion)
            if case .metadata(let version) = representation { (name, apiVersion) = ("PartialObjectMetadata", "meta.k8s.io/\(version)") }
            return Self.line(
                .bookmark,
                JSONValue.object(["kind": .string(name), "apiVersion": .string(apiVersion), "metadata": .object(metadata)]).encoded())
        }
    }

    /// The line that tells why a watch ends.
    static func error(_ error: APIError) -> [UInt8] { Array(line(.error, error.json.encoded()).joined()) }

    private static func line(_ type: WatchEventType, _ object: [UInt8]) -> [[UInt8]] {
        [heads[type] ?? [], object, tail]
    }

    private static let heads = Dictionary(
        uniqueKeysWithValues: WatchEventType.allCases.map { ($0, Array("{\"type\":\"\($0.rawValue)\",\"object\":".utf8)) })
    private static let tail = Array("}\n".utf8)
}
