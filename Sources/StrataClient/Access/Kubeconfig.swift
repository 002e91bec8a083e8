import StrataAPI

/// A kubeconfig file, in the format of kubectl's `v1 Config`: which servers there are, which users, and which of them go together.
///
/// Programs that hand out credentials (`exec`, `auth-provider`) and switched-off verification (`insecure-skip-tls-verify`) are refused, by
/// name.
public struct Kubeconfig: Sendable {
    /// A named entry and the file that it came from.
    struct Entry: Sendable {
        var content: JSONValue
        var source: String
        var directory: String
    }

    var currentContext = ""
    var clusters: [String: Entry] = [:]
    var users: [String: Entry] = [:]
    var contexts: [String: Entry] = [:]
    /// The files that were read, for messages.
    var sources: [String] = []

    /// The largest file that is read, in bytes.
    public static let sizeLimit = 1 << 20

    /// Parses the text of one file.
    ///
    /// - Parameter source: the file's path, for messages and for the relative paths within.
    /// - Throws: ``ClientError/configuration(source:reason:)``.
    public init(parsing bytes: [UInt8], source: String) throws(ClientError) {
        let documents: [JSONValue]
        do throws(YAMLError) {
            documents = try YAMLDocuments.parse(bytes, limits: YAMLLimits(bytes: Self.sizeLimit, depth: 32, nodes: 20_000, documents: 1))
        } catch {
            throw .configuration(source: source, reason: error.description)
        }
        guard let json = documents.first, json.object != nil else {
            throw .configuration(source: source, reason: "is empty, or no kubeconfig")
        }
        guard json["kind"]?.string ?? "Config" == "Config" else {
            throw .configuration(source: source, reason: "is a \(json["kind"]?.string?.printable(limit: 40) ?? "?"), no kubeconfig")
        }
        sources = [source]
        currentContext = json["current-context"]?.string ?? ""
        let directory = source.lastIndex(of: "/").map { String(source[..<$0]) } ?? "."
        func entries(_ list: String, _ member: String) throws(ClientError) -> [String: Entry] {
            var found: [String: Entry] = [:]
            guard let value = json[list], !value.isNull else { return found }
            guard let items = value.array else { throw .configuration(source: source, reason: "\(list) is no list") }
            for item in items {
                guard let name = item["name"]?.string, let content = item[member], content.object != nil else {
                    throw .configuration(source: source, reason: "an entry of \(list) lacks its name or its \(member)")
                }
                if found[name] == nil { found[name] = Entry(content: content, source: source, directory: directory) }
            }
            return found
        }
        clusters = try entries("clusters", "cluster")
        users = try entries("users", "user")
        contexts = try entries("contexts", "context")
    }

    /// Adds what another file has; on a clash this one's entry stays, as in kubectl.
    mutating func merge(_ other: Kubeconfig) {
        if currentContext.isEmpty { currentContext = other.currentContext }
        clusters.merge(other.clusters) { mine, _ in mine }
        users.merge(other.users) { mine, _ in mine }
        contexts.merge(other.contexts) { mine, _ in mine }
        sources += other.sources
    }

    /// The server and user of a context.
    ///
    /// - Parameter name: a context's name; nil for the current one.
    /// - Throws: ``ClientError/configuration(source:reason:)`` where something is missing, or names a file that cannot be read.
    public func access(context name: String? = nil) throws(ClientError) -> Access {
        let source = sources.joined(separator: ":")
        let contextName = name ?? (currentContext.isEmpty && contexts.count == 1 ? contexts.keys.first ?? "" : currentContext)
        guard let context = contexts[contextName] else {
            throw .configuration(
                source: source,
                reason: contextName.isEmpty ? "names no current-context" : "has no context \"\(contextName.printable(limit: 60))\"")
        }
        let clusterName = context.content["cluster"]?.string ?? ""
        guard let cluster = clusters[clusterName] else {
            throw .configuration(source: context.source, reason: "has no cluster \"\(clusterName.printable(limit: 60))\"")
        }
        guard let address = cluster.content["server"]?.string else {
            throw .configuration(source: cluster.source, reason: "the cluster has no server")
        }
        if cluster.content["insecure-skip-tls-verify"]?.bool == true {
            throw .configuration(
                source: cluster.source,
                reason: "insecure-skip-tls-verify is not supported; name the server's authority in certificate-authority-data")
        }
        var access = Access(server: try ServerAddress(address, source: cluster.source))
        access.authority = try cluster.bytes("certificate-authority")
        access.serverName = cluster.content["tls-server-name"]?.string
        if let namespace = context.content["namespace"]?.string, !namespace.isEmpty { access.namespace = namespace }
        guard let userName = context.content["user"]?.string, !userName.isEmpty else { return access }
        guard let user = users[userName] else {
            throw .configuration(source: context.source, reason: "has no user \"\(userName.printable(limit: 60))\"")
        }
        try user.identify(&access)
        return access
    }
}

extension Kubeconfig.Entry {
    /// The bytes of `NAME-data` in base64, or of the file that `NAME` names.
    func bytes(_ name: String) throws(ClientError) -> [UInt8]? {
        if let data = content["\(name)-data"]?.string, !data.isEmpty {
            guard let bytes = Base64.decode(data) else { throw .configuration(source: source, reason: "\(name)-data is no base64") }
            return bytes
        }
        guard let path = content[name]?.string, !path.isEmpty else { return nil }
        return try file(path)
    }

    func identify(_ access: inout Access) throws(ClientError) {
        for unsupported in ["exec", "auth-provider", "username"] where content[unsupported].map({ !$0.isNull }) ?? false {
            throw .configuration(source: source, reason: "\(unsupported) is not supported; use a client certificate or a token")
        }
        access.certificate = try bytes("client-certificate")
        access.privateKey = try bytes("client-key")
        guard (access.certificate == nil) == (access.privateKey == nil) else {
            throw .configuration(source: source, reason: "a user needs both client-certificate-data and client-key-data")
        }
        if let token = content["token"]?.string, !token.isEmpty {
            access.token = token
        } else if let path = content["tokenFile"]?.string, !path.isEmpty {
            let text = String(decoding: try file(path), as: UTF8.self)
            access.token = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
    }

    private func file(_ path: String) throws(ClientError) -> [UInt8] {
        let resolved = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        do throws(LocalFileError) {
            return try LocalFile.read(resolved, limit: Kubeconfig.sizeLimit)
        } catch {
            throw .configuration(source: source, reason: "cannot read \(resolved.printable()): \(error)")
        }
    }
}
