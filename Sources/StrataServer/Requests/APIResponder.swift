import NIOHTTP1
import StrataAPI
import StrataResources
import Synchronization

/// Decides what becomes of a request before its body has been read: who it is from, what it means, whether it is allowed.
final class APIResponder: Sendable {
    let objects: ObjectService
    let configuration: StrataServer.Configuration
    let authenticator: Authenticator
    let authorizer: any Authorizer
    let audit: AuditLog
    let metrics: ServerMetrics
    /// Open once objects can be answered.
    let ready = Latch()
    /// Open once the server is to stop.
    let stop: Latch
    private let boundAddress = Mutex<ServerAddress?>(nil)
    let routes: RouteTable
    let discovery: Discovery
    let openAPI: OpenAPIDocuments
    let verbs: ResourceVerbs
    let pages: ConsolePages

    init(
        objects: ObjectService, configuration: StrataServer.Configuration, actions: [Action], authenticator: Authenticator,
        authorizer: any Authorizer, pages: [StaticPage] = [], folders: [StaticFolder] = [], audit: AuditLog, metrics: ServerMetrics,
        stop: Latch
    ) {
        self.objects = objects
        self.configuration = configuration
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.pages = ConsolePages(pages, folders)
        self.audit = audit
        self.metrics = metrics
        self.stop = stop
        routes = RouteTable(kinds: objects.kinds, actions: actions)
        discovery = Discovery(kinds: objects.kinds, actions: actions)
        openAPI = OpenAPIDocuments(kinds: objects.kinds, actions: actions, version: configuration.version)
        verbs = ResourceVerbs(objects: objects, limits: configuration.limits, metrics: metrics)
    }

    /// Where the server listens; nil until it does.
    var address: ServerAddress? {
        get { boundAddress.withLock { $0 } }
        set { boundAddress.withLock { $0 = newValue } }
    }

    var sessions: ConsoleSessions { authenticator.sessions }

    /// What is to happen next with a request.
    enum Plan: Sendable {
        case respond(Response)
        /// The body is to be read first.
        case read(@Sendable (RequestBody) async -> Response)
        /// The body is to be handed on as it arrives.
        case upload(limit: Int64, @Sendable (ActionInput) async -> Response)
        case webSocket(ActionCall)
    }

    /// Plans a request. Errors are plans as well, so that none goes without an answer.
    func plan(_ head: HTTPRequestHead, _ connection: ConnectionState) async -> (plan: Plan, record: RequestRecord) {
        var record = RequestRecord(head)
        do throws(APIError) {
            return (try await plan(head, connection, &record), record)
        } catch {
            return (.respond(Response(error)), record)
        }
    }

    private func plan(_ head: HTTPRequestHead, _ connection: ConnectionState, _ record: inout RequestRecord) async throws(APIError) -> Plan
    {
        let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = target.first ?? "/"
        record.user = try authenticator.user(head.headers, certificate: connection.certificateUser)
        let route = try routes.route(path)
        record.note(route)
        if let other = try Impersonation.user(head.headers) {
            try await authorize(Impersonation.request(by: record.user, as: other))
            record.impersonator = record.user
            record.user = other
        }
        switch route {
        case .page(let path): return .respond(try page(path, head))
        case .consoleLinks: return .respond(try consoleLink(head, record.user, record.impersonator))
        case .consoleSession: return try planSession(head, certificate: connection.certificateUser)
        default: break
        }
        let user = record.user
        if try await isOpen(route, user, path) { return .respond(try await document(route, head)) }
        let query = try Query(parsing: target.count > 1 ? target[1] : "")
        switch route {
        case .review(let review): return try plan(review, head, &record)
        case .action(let action, let name): return try await plan(action, name, head, query, &record)
        case .collection(let definition, let namespace):
            guard let verb = ResourceRequest.Verb(head.method, collection: true, query) else {
                return .respond(.methodNotAllowed("GET, POST, DELETE"))
            }
            return try await objects(ResourceRequest(definition, namespace, nil, "", verb, query, head), &record)
        case .object(let definition, let name, let subresource):
            guard subresource.isEmpty || subresource == "status" && definition.hasStatus else { throw .unknownPath }
            guard let verb = ResourceRequest.Verb(head.method, collection: false, query),
                subresource.isEmpty || [.get, .update, .patch].contains(verb)
            else {
                return .respond(.methodNotAllowed(subresource.isEmpty ? "GET, PUT, PATCH, DELETE" : "GET, PUT, PATCH"))
            }
            return try await objects(ResourceRequest(definition, name.namespace, name.name, subresource, verb, query, head), &record)
        default: throw .unknownPath
        }
    }

    private func objects(_ request: ResourceRequest, _ record: inout RequestRecord) async throws(APIError) -> Plan {
        record.verb = request.verb.rawValue
        try await authorize(
            AccessRequest(
                user: record.user, verb: request.verb.rawValue, kind: request.kind, subresource: request.subresource,
                namespace: request.namespace,
                name: request.name ?? ""))
        try checkReady()
        let isReading = [.get, .list, .watch].contains(request.verb)
        let isQuestion = request.definition.answer != nil
        if isQuestion, request.verb != .create { return .respond(.methodNotAllowed("POST", because: request.definition.readOnlyReason)) }
        if isReading { return .respond(try await verbs.answer(request)) }
        guard !request.definition.isReadOnly || isQuestion else {
            return .respond(.methodNotAllowed("GET", because: request.definition.readOnlyReason))
        }
        guard !request.kind.isNamespaced || !request.namespace.isEmpty || request.verb == .deletecollection else {
            return .respond(.methodNotAllowed("GET"))
        }
        let limit = configuration.limits.requestTimeout
        return .read { [verbs] body in
            await Deadline.within(limit) { () async -> Response in
                do throws(APIError) {
                    return try await verbs.answer(request, body)
                } catch {
                    return Response(error)
                }
            }
        }
    }

    func authorize(_ request: AccessRequest) async throws(APIError) {
        guard request.user != .anonymous else { throw APIError(.unauthorized, "Unauthorized") }
        guard await authorizer.allows(request) else { throw request.refusal }
    }

    func checkReady() throws(APIError) {
        guard !ready.isOpen else { return }
        var error = APIError(.serviceUnavailable, "the server is still loading its objects")
        error.retryAfterSeconds = 1
        throw error
    }
}

extension ResourceRequest {
    fileprivate init(
        _ definition: KindDefinition, _ namespace: String, _ name: String?, _ subresource: String, _ verb: Verb, _ query: Query,
        _ head: HTTPRequestHead
    ) {
        self.init(
            definition: definition, namespace: namespace, name: name, subresource: subresource, verb: verb, query: query,
            accept: head.headers["Accept"], userAgent: head.headers.first(name: "User-Agent") ?? "")
    }
}

extension ResourceRequest.Verb {
    /// The verb of a method, nil where there is none.
    init?(_ method: HTTPMethod, collection: Bool, _ query: Query) {
        let watches = ["true", "1"].contains(query["watch"] ?? "")
        switch (method, collection) {
        case (.GET, _) where watches: self = .watch
        case (.GET, true): self = .list
        case (.GET, false): self = .get
        case (.POST, true): self = .create
        case (.PUT, false): self = .update
        case (.PATCH, false): self = .patch
        case (.DELETE, true): self = .deletecollection
        case (.DELETE, false): self = .delete
        default: return nil
        }
    }
}
