public import StrataAPI

extension StrataClient {
    /// How a table is asked for (https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables).
    static let tableFormat = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

    /// Where the objects of a kind are.
    ///
    /// - Parameters:
    ///   - namespace: the namespace of a namespaced kind; nil for all of them.
    static func path(_ kind: ResourceKind, namespace: String?, name: String? = nil, subresource: String? = nil) -> [String] {
        var path = kind.group.isEmpty ? ["api", kind.version] : ["apis", kind.group, kind.version]
        if kind.isNamespaced, let namespace { path += ["namespaces", namespace] }
        path.append(kind.plural)
        if let name { path.append(name) }
        if let subresource { path.append(subresource) }
        return path
    }

    func path(_ kind: ResourceKind, _ name: ObjectName, subresource: String? = nil) -> [String] {
        Self.path(kind, namespace: name.namespace.isEmpty ? access.namespace : name.namespace, name: name.name, subresource: subresource)
    }

    /// One object. The namespace of a namespaced kind is the user's own where `name` has none; so in all calls.
    public func get(_ kind: ResourceKind, _ name: ObjectName) async throws(ClientError) -> JSONValue {
        try Self.check(name)
        return try await send(Request(.get, path(kind, name))).json()
    }

    /// The row of one object.
    public func table(_ kind: ResourceKind, _ name: ObjectName) async throws(ClientError) -> ObjectTable {
        try Self.check(name)
        var request = Request(.get, path(kind, name))
        request.accept = Self.tableFormat
        return try ObjectTable(json: try await send(request).json())
    }

    /// All objects of a kind, page by page.
    ///
    /// - Parameter namespace: nil for all namespaces.
    public func list(
        _ kind: ResourceKind, namespace: String?, _ options: ListOptions = ListOptions()
    ) async throws(ClientError) -> ObjectList {
        var list = ObjectList(items: [], resourceVersion: "")
        try await pages(kind, namespace, options, accept: "application/json") { page throws(ClientError) in
            guard let items = page["items"]?.array ?? (page["items"]?.isNull == true ? [] : nil) else {
                throw .malformed("its list has no items")
            }
            list.items += items
            list.resourceVersion = page["metadata"]?["resourceVersion"]?.string ?? ""
            return list.items.count
        }
        return list
    }

    /// The rows of all objects of a kind, page by page.
    ///
    /// - Parameter namespace: nil for all namespaces.
    public func table(
        _ kind: ResourceKind, namespace: String?, _ options: ListOptions = ListOptions()
    ) async throws(ClientError) -> ObjectTable {
        var table = ObjectTable(columns: [], rows: [])
        try await pages(kind, namespace, options, accept: Self.tableFormat) { page throws(ClientError) in
            let part = try ObjectTable(json: page, columns: table.columns)
            table = ObjectTable(columns: part.columns, rows: table.rows + part.rows, resourceVersion: part.resourceVersion)
            return table.rows.count
        }
        return table
    }

    private func pages(
        _ kind: ResourceKind, _ namespace: String?, _ options: ListOptions, accept: String,
        take: (JSONValue) throws(ClientError) -> Int
    ) async throws(ClientError) {
        var next = ""
        repeat {
            var request = Request(.get, Self.path(kind, namespace: namespace))
            request.accept = accept
            request.query = options.query + [("limit", String(options.pageSize))]
            if !next.isEmpty { request.query.append(("continue", next)) }
            let page = try await send(request).json()
            let count = try take(page)
            guard count <= options.countLimit else { throw .malformed("it lists more than \(options.countLimit) objects") }
            let token = page["metadata"]?["continue"]?.string ?? ""
            guard token.isEmpty || token != next else { throw .malformed("its list goes round in circles") }
            next = token
        } while !next.isEmpty
    }

    /// The changes of objects of a kind.
    ///
    /// - Parameters:
    ///   - namespace: nil for all namespaces.
    ///   - resourceVersion: of a list, from which the changes follow; nil for all objects that exist as additions first.
    ///   - asTable: whether the events hold tables instead of objects.
    ///   - isRepeated: whether the watch is taken up again when the server ends it.
    public func watch(
        _ kind: ResourceKind, namespace: String?, _ options: ListOptions = ListOptions(), resourceVersion: String? = nil,
        asTable: Bool = false,
        isRepeated: Bool = true
    ) -> WatchStream {
        var request = Request(.get, Self.path(kind, namespace: namespace))
        if asTable { request.accept = Self.tableFormat }
        request.query = options.query + [("watch", "1"), ("allowWatchBookmarks", "true")]
        return WatchStream(client: self, request: request, resourceVersion: resourceVersion, isRepeated: isRepeated)
    }

    /// The server's version, as `/version` has it.
    public func version() async throws(ClientError) -> JSONValue {
        var request = Request(.get, ["version"])
        request.timeout = .seconds(10)
        return try await send(request).json()
    }

    /// An empty name would mean the whole collection.
    static func check(_ name: ObjectName) throws(ClientError) {
        guard !name.name.isEmpty else { throw .configuration(source: "", reason: "a name must not be empty") }
        guard name.name.utf8.count <= 1024, name.namespace.utf8.count <= 1024 else {
            throw .configuration(source: "", reason: "the name \"\(name.name.printable(limit: 40))\" is longer than 1024 bytes")
        }
    }
}
