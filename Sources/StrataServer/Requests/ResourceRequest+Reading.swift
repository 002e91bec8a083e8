import StrataAPI
import StrataResources
import StrataStore

extension ResourceRequest {
    /// How a list is wanted.
    func listRequest() throws(APIError) -> ListRequest {
        let selection = ObjectSelection(namespace: namespace, labels: try labelSelector(), fields: try fieldSelector())
        var request = ListRequest(selection: selection)
        if let limit = try query.count("limit"), limit > 0 { request.limit = limit }
        let continuation = query["continue"] ?? ""
        let match = query["resourceVersionMatch"] ?? ""
        let revision = try resourceVersion()
        if !continuation.isEmpty {
            guard revision == nil || revision?.rawValue == 0 else {
                throw APIError(.badRequest, "specifying resource version is not allowed when using continue")
            }
            guard match.isEmpty else {
                throw optionsError(
                    "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden when continue is provided", reason: .forbidden,
                    options: "ListOptions")
            }
            request.continuation = continuation
            return request
        }
        switch match {
        case "", "NotOlderThan":
            guard match.isEmpty || revision != nil else { throw matchWithoutVersion }
            request.notOlderThan = revision
            return request
        case "Exact":
            guard let revision else { throw matchWithoutVersion }
            guard revision.rawValue > 0 else {
                throw optionsError(
                    "resourceVersionMatch", "Forbidden: resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"",
                    reason: .forbidden, options: "ListOptions")
            }
            request.exactly = revision
            return request
        default: throw unknownMatch(match)
        }
    }

    /// How a watch is wanted.
    func watchRequest() throws(APIError) -> WatchRequest {
        let selection = ObjectSelection(namespace: namespace, labels: try labelSelector(), fields: try fieldSelector())
        let match = query["resourceVersionMatch"] ?? ""
        let initial = try query.flag("sendInitialEvents")
        switch (initial, match) {
        case (nil, ""), (.some, "NotOlderThan"): break
        case (nil, _):
            throw optionsError(
                "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
                reason: .forbidden, options: "ListOptions")
        case (.some, "Exact"): throw unknownMatch(match)
        case (.some, ""):
            throw optionsError(
                "resourceVersionMatch", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
                reason: .forbidden, options: "ListOptions")
        default: throw unknownMatch(match)
        }
        let revision = try resourceVersion()
        let after = revision.flatMap { $0.rawValue == 0 ? nil : $0 }
        let wantsBookmarks = try query.flag("allowWatchBookmarks") ?? false
        return WatchRequest(selection: selection, after: after, wantsBookmarks: wantsBookmarks, sendsInitialEvents: initial ?? false)
    }

    private var matchWithoutVersion: APIError {
        optionsError(
            "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided", reason: .forbidden,
            options: "ListOptions")
    }

    private func unknownMatch(_ match: String) -> APIError {
        optionsError(
            "resourceVersionMatch", "Unsupported value: \"\(match.printable())\": supported values: \"Exact\", \"NotOlderThan\"",
            reason: .notSupported, options: "ListOptions")
    }
}
