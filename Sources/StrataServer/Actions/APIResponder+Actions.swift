import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources
import Synchronization

extension APIResponder {
    /// Plans an action on an instance. Whether it exists is found out before anything is switched or run.
    func plan(
        _ action: ActionName, _ kind: ResourceKind, _ name: ObjectName, _ head: HTTPRequestHead, _ query: Query,
        _ record: inout RequestRecord
    ) async throws(APIError) -> Plan {
        let isAllowed = action == .restart ? head.method == .POST : head.method == .GET || head.method == .POST && action != .log
        guard isAllowed else { return .respond(.methodNotAllowed(action == .restart ? "POST" : action == .log ? "GET" : "GET, POST")) }
        record.verb = action == .log ? "get" : "connect"
        // As in Kubernetes, who may start something inside needs the right to create, however the request is made.
        try await authorize(
            AccessRequest(
                user: record.user, verb: action == .log ? "get" : "create", kind: kind, subresource: action.rawValue,
                namespace: name.namespace, name: name.name))
        try checkReady()
        _ = try objects.get(kind, name)
        switch action {
        case .restart: return restart(name)
        case .log:
            let request = try LogRequest(query)
            record.isStream = true
            if WebSocketUpgrade.isWanted(head) { return .webSocket(try WebSocketUpgrade.accept(head, .log(request), name)) }
            return .respond(log(name, request))
        case .exec:
            let request = try ExecRequest(query)
            record.isStream = true
            return .webSocket(try WebSocketUpgrade.accept(head, .exec(request), name))
        case .console:
            record.isStream = true
            return .webSocket(try WebSocketUpgrade.accept(head, .console, name))
        }
    }

    private func restart(_ name: ObjectName) -> Plan {
        let limit = configuration.limits.requestTimeout
        return .read { [actions] _ in
            await Deadline.within(limit) { () async -> Response in
                do throws(APIError) {
                    try await actions.restart(name)
                    return Response(.success(["name": .string(name.name), "group": "strata.dev", "kind": "instances"]))
                } catch {
                    return Response(error)
                }
            }
        }
    }

    private func log(_ name: ObjectName, _ request: LogRequest) -> Response {
        let stream = BodyStream(beginsAtOnce: false, limit: nil) { [actions] writer in
            let output = ActionOutput { (bytes, _) async throws(ClientGone) in
                do {
                    try await writer.write(ByteBuffer(bytes: bytes))
                } catch {
                    throw ClientGone()
                }
            }
            try await actions.log(name, request, output)
        }
        return Response(type: "text/plain; charset=utf-8", body: .stream(stream))
    }
}
