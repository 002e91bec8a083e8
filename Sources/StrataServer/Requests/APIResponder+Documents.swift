import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources

extension APIResponder {
    /// Whether the route is one of the documents that are not about objects, and may be read by this user.
    ///
    /// - Throws: `Unauthorized` or `Forbidden`.
    func isOpen(_ route: Route, _ user: User, _ path: Substring) async throws(APIError) -> Bool {
        switch route {
        case .health, .version: return true
        case .collection, .object, .action, .review, .page, .consoleLinks, .consoleSession: return false
        default:
            try await authorize(AccessRequest(user: user, verb: "get", path: String(path)))
            return true
        }
    }

    /// A document that is not about objects.
    func document(_ route: Route, _ head: HTTPRequestHead) async throws(APIError) -> Response {
        guard head.method == .GET || head.method == .HEAD else { return .methodNotAllowed("GET, HEAD") }
        switch route {
        case .health(let name): return health(name)
        case .metrics:
            var response = Response(text: await metrics.text(objects: objects, version: configuration.version))
            response.headers.replaceOrAdd(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
            return response
        case .openAPI2:
            let form = try DocumentForm.negotiate(head.headers["Accept"], .openAPI2Protobuf)
            return try tagged(form == .openAPI2Protobuf ? openAPI.v2Protobuf() : openAPI.v2(), form, head)
        case .openAPI3Index: return try openAPI(openAPI.index(), head)
        case .openAPI3(let path):
            guard let document = openAPI.v3(path) else { throw .unknownPath }
            return try openAPI(document, head)
        default: break
        }
        let offer: DocumentForm.Offer =
            switch route {
            case .coreVersions, .groups: [.yaml, .discovery]
            default: .yaml
            }
        let form = try DocumentForm.negotiate(head.headers["Accept"], offer)
        if case .discovery(let version) = form {
            let isCore = if case .coreVersions = route { true } else { false }
            return try tagged(openAPI.aggregated(discovery, isCore: isCore, version: version), form, head)
        }
        let json: JSONValue =
            switch route {
            case .version: version
            case .root: ["paths": .array(documentPaths.map(JSONValue.string))]
            case .coreVersions: discovery.coreVersions(address: address.map { "\($0.host):\($0.port)" } ?? "")
            case .groups: discovery.groups
            case .group(let name): discovery.group(name)
            case .resources(let group, let version): discovery.resources(group: group, version: version)
            default: throw .unknownPath
            }
        var response = form == .yaml ? Response(type: MediaType.yaml, body: .bytes(.init(string: json.yaml))) : Response(json)
        response.headers.add(name: "Vary", value: "Accept")
        return response
    }

    private func health(_ name: String) -> Response {
        if name == "readyz", !ready.isOpen {
            return Response(text: "the server is still loading its objects\n", status: .serviceUnavailable)
        }
        if name == "readyz", stop.isOpen { return Response(text: "the server is shutting down\n", status: .serviceUnavailable) }
        return Response(text: "ok")
    }

    /// The release of Kubernetes whose conventions are followed, with Strata's own release as build metadata. Clients compare the first
    /// two numbers with their own.
    private var version: JSONValue {
        [
            "major": "1", "minor": "35", "gitVersion": .string("v1.35.0+strata.\(configuration.version)"), "gitCommit": "",
            "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": .string(Self.platform),
        ]
    }

    private static var platform: String {
        #if arch(x86_64)
            "linux/amd64"
        #elseif arch(arm64)
            "linux/arm64"
        #else
            "linux/unknown"
        #endif
    }

    /// The paths of all documents that are not about objects.
    var documentPaths: [String] {
        let groups = discovery.groupNames.flatMap { group in
            ["/apis/\(group)"] + discovery.versions(of: group).map { "/apis/\(group)/\($0)" }
        }
        let core = discovery.versions(of: "").map { "/api/\($0)" }
        return
            (["/api", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"] + core + groups)
            .sorted()
    }

    /// - Throws: `NotAcceptable` for clients that take Protocol Buffers alone.
    private func openAPI(_ document: OpenAPIDocuments.Document, _ head: HTTPRequestHead) throws(APIError) -> Response {
        try tagged(document, try DocumentForm.negotiate(head.headers["Accept"], []), head)
    }

    /// A document that clients keep until its hash changes.
    private func tagged(_ document: OpenAPIDocuments.Document, _ form: DocumentForm, _ head: HTTPRequestHead) throws(APIError) -> Response {
        let tag = "\"\(document.hash)\""
        var headers: HTTPHeaders = ["Etag": tag, "Vary": "Accept", "Cache-Control": "no-cache, private"]
        if let query = head.uri.split(separator: "?", maxSplits: 1).dropFirst().first, let hash = try Query(parsing: query)["hash"],
            hash == document.hash
        {
            headers.replaceOrAdd(name: "Cache-Control", value: "public, immutable")
        }
        if head.headers[canonicalForm: "If-None-Match"].contains(where: { $0 == tag }) {
            return Response(.notModified, type: form.mediaType, headers: headers)
        }
        return Response(.ok, type: form.mediaType, headers: headers, body: .bytes(document.bytes))
    }
}
