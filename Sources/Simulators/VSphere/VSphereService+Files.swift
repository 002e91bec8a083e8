import FoundationEssentials
import SimulatorKit

/// Disks of leases, and files of datastores, over plain HTTP.
extension VSphereService {
    func disk(_ request: SimulatorRequest, lease: String, name: String) async -> SimulatorResponse {
        guard let found = await center.leased(lease, name) else { return Self.plain(404, "Not found") }
        switch request.method {
        case "GET" where found.lease.isExport:
            return await content(of: found.disk.path, type: "application/x-vnd.vmware-streamVmdk")
        case "POST" where !found.lease.isExport, "PUT" where !found.lease.isExport:
            guard let upload = request.upload else { return Self.plain(400, "No content") }
            await center.received(found.disk.path, stored: UploadDirectory.name(at: upload.fileName), upload)
            return SimulatorResponse(request.method == "PUT" ? 201 : 200)
        default: return Self.plain(405, "Method not allowed")
        }
    }

    /// A file's content: what was put there, a machine's configuration, or an empty image.
    private func content(of path: DatastorePath, type: String) async -> SimulatorResponse {
        guard let file = await center.file(path) else { return Self.plain(404, "Not found") }
        var response = SimulatorResponse(200, headers: [("Content-Type", type)])
        if let stored = file.stored {
            response.file = center.uploads.file(stored)
        } else if let text = await center.configurationFile(at: path) {
            response.body = Array(text.utf8)
        } else if path.path.hasSuffix(".vmdk") {
            response.body = StreamOptimizedDisk.empty(capacity: file.capacity)
        } else {
            response.body = Array(repeating: 0, count: Int(min(file.size, 1 << 20)))
        }
        return response
    }

    /// `/folder/PATH?dcPath=…&dsName=…`
    func datastoreFile(_ request: SimulatorRequest) async -> SimulatorResponse {
        guard let session = await session(request) else {
            var response = Self.plain(401, "Unauthorized")
            response.headers.append(("WWW-Authenticate", "Basic realm=\"VMware HTTP server\""))
            return response
        }
        let query = Dictionary(FormFields.parse(request.query).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        guard let name = query["dsName"], let path = DatastorePath("[\(name)] \(request.segments.dropFirst().joined(separator: "/"))"),
            await center.store(named: name) != nil
        else { return Self.plain(404, "Not found") }
        let isReading = ["GET", "HEAD"].contains(request.method)
        guard Rights.has(session.user.role, isReading ? "Datastore.Browse" : "Datastore.FileManagement") else {
            return Self.plain(403, "Forbidden")
        }
        switch request.method {
        case "GET", "HEAD":
            guard let file = await center.file(path), !file.isDirectory else { return await listing(path) }
            return await content(of: path, type: "application/octet-stream")
        case "PUT", "POST":
            guard !path.path.isEmpty, let upload = request.upload else { return Self.plain(400, "Bad request") }
            let isThere = await center.file(path) != nil
            await center.received(path, stored: UploadDirectory.name(at: upload.fileName), upload)
            return SimulatorResponse(isThere ? 200 : 201)
        case "DELETE":
            do {
                try await center.deleteFile("\(path)")
                return SimulatorResponse(204)
            } catch {
                return Self.plain(error.object.type == "FileNotFound" ? 404 : 500, error.message)
            }
        default: return Self.plain(405, "Method not allowed")
        }
    }

    /// A page with what lies in a directory.
    private func listing(_ path: DatastorePath) async -> SimulatorResponse {
        guard let names = try? await center.names(in: path) else { return Self.plain(404, "Not found") }
        let rows = names.map { "<li>\($0.escapedXML)</li>" }.joined()
        let page = "<html><head><title>Index of \("\(path)".escapedXML)</title></head><body><ul>\(rows)</ul></body></html>\n"
        return SimulatorResponse(200, headers: [("Content-Type", "text/html; charset=utf-8")], body: Array(page.utf8))
    }

    /// By cookie, or by name and password.
    func session(_ request: SimulatorRequest) async -> Session? {
        if let found = await center.session(request.cookie("vmware_soap_session")) { return found }
        guard let (name, password) = Self.basic(request) else { return nil }
        return await center.knows(name, password)
    }

    static func basic(_ request: SimulatorRequest) -> (name: String, password: String)? {
        guard let text = request.headers["authorization"], text.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(text.dropFirst(6)))
        else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}

extension Center {
    /// Somebody who may log in, without a session that lasts.
    func knows(_ name: String, _ password: String) -> Session? {
        guard
            let user = state.users.first(where: {
                $0.name.lowercased() == name.lowercased() && $0.password == password && $0.role != "NoAccess"
            })
        else {
            return nil
        }
        return Session(key: UUID().uuidString.lowercased(), user: user, loggedInAt: now, lastActiveAt: now)
    }

    fileprivate func names(in path: DatastorePath) throws(Fault) -> [String] {
        let found = try directory("\(path)")
        let prefix = found.path.isEmpty ? "" : found.path + "/"
        let all = store(named: found.store)?.files.keys.filter { $0.hasPrefix(prefix) }.map { name in
            let rest = name.dropFirst(prefix.count)
            return rest.firstIndex(of: "/").map { String(rest[...$0]) } ?? String(rest)
        }
        return Set(all ?? []).sorted()
    }

    /// The `.vmx` of a machine that is registered or was; nil where the path is no such file's.
    fileprivate func configurationFile(at path: DatastorePath) -> String? {
        let found = state.machines.values.first { $0.vmx == "\(path)" } ?? state.unregistered["\(path)"]
        return found.map {
            ConfigurationFile.text(of: $0, networks: Dictionary(uniqueKeysWithValues: sortedNetworks.map { ($0.ref.id, $0.name) }))
        }
    }

    func screen(_ ticket: String) -> Machine? { screens[ticket].flatMap { state.machines[$0.id] } }

    func takeScreen(_ ticket: String) -> Bool { screens.removeValue(forKey: ticket) != nil }

    func isOn(_ ref: Ref) -> Bool { state.machines[ref.id]?.isOn == true }
}
