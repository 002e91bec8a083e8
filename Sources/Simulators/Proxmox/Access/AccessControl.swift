import Crypto
import StrataAPI

/// Users, tokens, tickets, and what they may do.
struct AccessControl: Sendable {
    private var passwords: [String: String] = [:]
    /// Roles by path, by user.
    private var lists: [String: [String: String]] = [:]
    private let roles: Roles
    private var tokens: [String: String] = [:]
    private let key = SymmetricKey(size: .bits256)
    /// Tickets that were issued before are good no more.
    private var epoch = 0

    /// Who asks.
    struct Caller: Sendable {
        /// `root@pam`, or `root@pam!name`.
        var name: String
        var isToken: Bool

        var user: String { String(name.prefix { $0 != "!" }) }
    }

    init(_ users: [Inventory.User], roles: Roles = Roles()) {
        self.roles = roles
        for user in users {
            passwords[user.name] = user.password
            lists[user.name] = user.acl
            if !user.role.isEmpty { lists[user.name]?["/"] = user.role }
            for (name, secret) in user.tokens { tokens["\(user.name)!\(name)"] = secret }
        }
    }

    /// Has all tickets end.
    mutating func expireTickets() { epoch += 1 }

    /// A ticket for a user and a password, or a ticket in the password's place; nil where they are wrong.
    func logIn(_ user: String, _ password: String, now: Int64) -> (ticket: String, csrfToken: String)? {
        guard let known = passwords[user], known == password || holder(of: password, now: now) == user else { return nil }
        let time = hexadecimal(now)
        let plain = "PVE:\(user):\(time)"
        return ("\(plain)::\(signature("\(plain):\(epoch)"))", "\(time):\(signature("CSRF:\(user):\(time):\(epoch)"))")
    }

    /// Who a request is from.
    ///
    /// - Throws: 401 where that cannot be told.
    func caller(authorization: String?, cookie: String?, csrfToken: String?, isChange: Bool, now: Int64) throws(Fault) -> Caller {
        if let authorization, authorization.hasPrefix("PVEAPIToken=") {
            let text = authorization.dropFirst("PVEAPIToken=".count)
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, tokens[String(parts[0])] == String(parts[1]) else {
                throw Fault(401, "invalid token value!")
            }
            return Caller(name: String(parts[0]), isToken: true)
        }
        guard let cookie else { throw Fault(401, "No ticket") }
        guard let user = holder(of: cookie, now: now) else { throw Fault(401, "permission denied - invalid PVE ticket") }
        if isChange {
            let time = csrfToken?.prefix { $0 != ":" } ?? ""
            guard let csrfToken, csrfToken == "\(time):\(signature("CSRF:\(user):\(time):\(epoch)"))" else {
                throw Fault(401, "Permission denied - invalid csrf token")
            }
        }
        return Caller(name: user, isToken: false)
    }

    /// What somebody may do at a path: what the role says that is given nearest to it, and, with a guest, what is said of the pool that it is in.
    private func privileges(_ caller: Caller, at path: String, pool: String) -> Set<String> {
        var found = nearest(caller, path).map { roles.privileges(of: $0) } ?? []
        if !pool.isEmpty, let role = nearest(caller, "/pool/\(pool)") { found.formUnion(roles.privileges(of: role)) }
        return found
    }

    private func nearest(_ caller: Caller, _ path: String) -> String? {
        guard let given = lists[caller.user] else { return nil }
        var path = path
        while true {
            if let role = given[path] { return role }
            guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
    }

    /// Whether somebody may do at a path what one of some privileges allows.
    ///
    /// - Parameter pool: that of the guest at the path; empty for none.
    func may(_ caller: Caller, _ privileges: [String], at path: String, pool: String = "") -> Bool {
        guard !privileges.isEmpty else { return true }
        let own = self.privileges(caller, at: path, pool: pool)
        return privileges.contains { own.contains($0) }
    }

    /// Privileges by path, where there are any.
    ///
    /// - Parameter pools: the guests' pools, by the guests' numbers.
    func permissions(_ caller: Caller, pools: [Int: String]) -> JSONValue {
        var paths: [String: String] = [:]
        for path in ["/", "/vms", "/nodes", "/storage", "/pool", "/access", "/access/groups", "/sdn"] { paths[path] = "" }
        for path in (lists[caller.user] ?? [:]).keys { paths[path] = "" }
        for (number, pool) in pools where !pool.isEmpty { paths["/vms/\(number)"] = pool }
        let found = paths.compactMap { path, pool -> (String, JSONValue)? in
            let own = privileges(caller, at: path, pool: pool)
            return own.isEmpty ? nil : (path, .object(Dictionary(uniqueKeysWithValues: own.map { ($0, JSONValue.int(1)) })))
        }
        return .object(Dictionary(uniqueKeysWithValues: found))
    }

    private func holder(of ticket: String, now: Int64) -> String? {
        guard let end = ticket.firstRange(of: "::") else { return nil }
        let plain = ticket[..<end.lowerBound]
        guard ticket[end.upperBound...] == signature("\(plain):\(epoch)") else { return nil }
        let parts = plain.split(separator: ":")
        guard parts.count == 3, let issued = Int64(parts[2], radix: 16) else { return nil }
        // Five minutes are allowed for nodes whose clocks differ.
        guard (-300..<7200).contains(now - issued) else { return nil }
        return String(parts[1])
    }

    private func signature(_ text: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func hexadecimal(_ number: Int64) -> String { String(number, radix: 16, uppercase: true) }
}
