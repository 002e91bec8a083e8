import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources

extension APIResponder {
    /// Plans an action. Whether its object exists is found out before anything is switched, read or run.
    func plan(
        _ action: Action, _ name: ObjectName, _ head: HTTPRequestHead, _ query: Query, _ record: inout RequestRecord
    ) async throws(APIError) -> Plan {
        let methods = action.methods
        guard methods.contains(head.method) else {
            return .respond(.methodNotAllowed(methods.map(\.rawValue).joined(separator: ", ")))
        }
        record.verb = action.auditVerb
        // As in Kubernetes, the right depends on what the subresource does, however the request is made.
        try await authorize(
            AccessRequest(
                user: record.user, verb: action.right.rawValue, kind: action.kind, subresource: action.name, namespace: name.namespace,
                name: name.name))
        try checkReady()
        _ = try objects.get(action.kind, name)
        let request = ActionRequest(name: name, user: record.user.name, query: query)
        for parameter in action.parameters where parameter.isRecorded { record.parameters[parameter.name] = request.text(parameter.name) }
        switch action.form {
        case .order(let limit, let run):
            return order(action.kind, request, limit ?? configuration.limits.requestTimeout, run)
        case .download(let type, let prepare):
            return try await download(request, type, head, &record, prepare)
        case .upload(let limit, let run):
            return upload(action.kind, request, limit, &record, run)
        case .exchange(let type, let limit, let prepare, let run):
            return head.method == .GET
                ? try await download(request, type, head, &record, prepare) : upload(action.kind, request, limit, &record, run)
        case .session(let framing, let prepare):
            record.isStream = true
            let upgrade = try WebSocketUpgrade.accept(head, framing)
            return .webSocket(upgrade.call(.both(try await prepare(request))))
        }
    }

    private func download(
        _ request: ActionRequest, _ type: String, _ head: HTTPRequestHead, _ record: inout RequestRecord,
        _ prepare: @Sendable (ActionRequest) async throws(APIError) -> Action.Download
    ) async throws(APIError) -> Plan {
        record.isStream = true
        if WebSocketUpgrade.isWanted(head) {
            let upgrade = try WebSocketUpgrade.accept(head, .channels)
            return .webSocket(upgrade.call(.output(try await prepare(request))))
        }
        return .respond(Response(type: type, body: .stream(Self.body(try await prepare(request)))))
    }

    private func upload(
        _ kind: ResourceKind, _ request: ActionRequest, _ limit: Int64, _ record: inout RequestRecord,
        _ run: @escaping @Sendable (ActionRequest, ActionInput) async throws(APIError) -> JSONValue?
    ) -> Plan {
        record.isStream = true
        return .upload(limit: limit) { input in
            await Self.answer(kind, request.name) { () async throws(APIError) in try await run(request, input) }
        }
    }

    private func order(
        _ kind: ResourceKind, _ request: ActionRequest, _ limit: Duration,
        _ run: @escaping @Sendable (ActionRequest) async throws(APIError) -> JSONValue?
    ) -> Plan {
        .read { body in
            await Deadline.within(limit) { () async -> Response in
                await Self.answer(kind, request.name) { () async throws(APIError) in
                    var request = request
                    if body.bytes.readableBytes > 0 {
                        var duplicates: [String] = []
                        request.body = try body.document(duplicates: &duplicates)
                    }
                    return try await run(request)
                }
            }
        }
    }

    private static func answer(
        _ kind: ResourceKind, _ name: ObjectName, _ run: @Sendable () async throws(APIError) -> JSONValue?
    ) async -> Response {
        do throws(APIError) {
            let document = try await run()
            return Response(document ?? .success(["name": .string(name.name), "group": .string(kind.group), "kind": .string(kind.plural)]))
        } catch {
            return Response(error)
        }
    }

    private static func body(_ write: @escaping Action.Download) -> BodyStream {
        BodyStream(beginsAtOnce: false, limit: nil) { writer in
            let output = ActionOutput { (bytes, _) async throws(ClientGone) in
                do {
                    try await writer.write(ByteBuffer(bytes: bytes))
                } catch {
                    throw ClientGone()
                }
            }
            try await write(output)
        }
    }
}

extension Action {
    /// The methods of HTTP it is asked for with.
    var methods: [HTTPMethod] {
        switch form {
        case .order: [.POST]
        case .download: [.GET]
        case .upload: [.PUT, .POST]
        case .exchange: [.GET, .PUT, .POST]
        case .session: [.GET, .POST]
        }
    }
}
