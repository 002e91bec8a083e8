import SimulatorKit
import StrataAPI

/// The REST interface, which vCenter Server has and hosts by themselves have not: `/api`, and the older `/rest`, which wraps what it answers.
extension VSphereService {
    func rest(_ request: SimulatorRequest) async -> SimulatorResponse {
        var path = request.segments
        let isOld = path.removeFirst() == "rest"
        if isOld, path.starts(with: ["com", "vmware", "cis"]) { path.removeFirst(3) }
        if !isOld, path.first == "cis" { path.removeFirst() }
        do {
            guard await !center.state.isESXi else { throw RESTError("NOT_FOUND", "There is no such interface on a host.") }
            counter.count("\(request.method) /\(path.prefix(2).joined(separator: "/"))")
            if disturbances.strikes("server-error") { throw RESTError("SERVICE_UNAVAILABLE", "The service is not available.") }
            if disturbances.strikes("rest-away") { throw RESTError("SERVICE_UNAVAILABLE", "The service is not available.") }
            if disturbances.strikes("session-expiry") { await center.expireSessions() }
            if path == ["session"] { return try await session(request, isOld: isOld) }
            guard let session = await center.session(request.headers["vmware-api-session-id"] ?? request.cookie("vmware-api-session-id"))
            else {
                throw RESTError("UNAUTHENTICATED", "This method requires authentication.")
            }
            let query = FormFields.parse(request.query).map { (name: Self.plain(filter: $0.name), value: $0.value) }
            let body: JSONValue?
            do { body = request.body.isEmpty ? nil : try JSONValue(parsing: request.body) } catch {
                throw RESTError("INVALID_ARGUMENT", "The body is no JSON.")
            }
            let ask = RESTCall(method: request.method, path: path, query: query, body: body, session: session)
            guard let value = try await center.answer(ask) else { return SimulatorResponse(isOld ? 200 : 204) }
            let makes = request.method == "POST" && ["category", "tag"].contains(path.last ?? "")
            return Self.json(makes && !isOld ? 201 : 200, value, isOld: isOld)
        } catch let error as RESTError {
            return error.response(isOld: isOld)
        } catch let fault as Fault {
            return RESTError(fault).response(isOld: isOld)
        } catch {
            return RESTError("INTERNAL_SERVER_ERROR", "\(error)").response(isOld: isOld)
        }
    }

    /// `filter.names.1` of the older interface is `names`.
    private static func plain(filter name: String) -> String {
        let parts = name.split(separator: ".").filter { $0 != "filter" && Int($0) == nil }
        return parts.joined(separator: ".")
    }

    private static func json(_ status: Int, _ value: JSONValue, isOld: Bool) -> SimulatorResponse {
        let body: JSONValue = isOld ? ["value": value] : value
        return SimulatorResponse(status, headers: [("Content-Type", "application/json")], body: body.encoded())
    }

    private func session(_ request: SimulatorRequest, isOld: Bool) async throws -> SimulatorResponse {
        let key = request.headers["vmware-api-session-id"] ?? request.cookie("vmware-api-session-id")
        switch request.method {
        case "POST":
            guard let (name, password) = Self.basic(request) else { throw RESTError("UNAUTHENTICATED", "Authentication required.") }
            let session = try await center.logIn(name, password, agent: request.headers["user-agent"] ?? "")
            var response = Self.json(isOld ? 200 : 201, .string(session.key), isOld: isOld)
            response.headers.append(("Set-Cookie", "vmware-api-session-id=\(session.key);Path=/;Secure;HttpOnly"))
            return response
        case "DELETE", "GET":
            guard let session = await center.session(key) else {
                throw RESTError("UNAUTHENTICATED", "This method requires authentication.")
            }
            guard request.method == "DELETE" else {
                return Self.json(
                    200, ["user": .string(session.user.name), "created_time": .string(SOAPWriter.date(session.loggedInAt))], isOld: isOld)
            }
            await center.end(session)
            return SimulatorResponse(isOld ? 200 : 204)
        default: throw RESTError("NOT_FOUND", "There is no such method.")
        }
    }
}

/// What is asked for over REST.
struct RESTCall: Sendable {
    let method: String
    let path: [String]
    let query: [(name: String, value: String)]
    let body: JSONValue?
    let session: Session

    /// The values that a filter has; nil where it is not given.
    func filter(_ name: String) -> Set<String>? {
        let found = query.filter { $0.name == name }.map(\.value)
        return found.isEmpty ? nil : Set(found)
    }

    func require(_ privilege: String) throws(RESTError) {
        guard Rights.has(session.user.role, privilege) else {
            throw RESTError("UNAUTHORIZED", "The user is not authorized to perform this operation: \(privilege).")
        }
    }
}
