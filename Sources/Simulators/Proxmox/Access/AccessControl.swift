import Crypto
import StrataAPI

/// Users, tokens, tickets, and what they may do.
struct AccessControl: Sendable {
    private var passwords: [String: String] = [:]
    private var roles: [String: String] = [:]
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

    init(_ users: [Inventory.User]) {
        for user in users {
            passwords[user.name] = user.password
            roles[user.name] = user.role
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

    /// Whether somebody may do what one of some privileges allows. Roles are given for everything here.
    func may(_ caller: Caller, _ privileges: [String]) -> Bool {
        guard !privileges.isEmpty else { return true }
        let own = Self.privileges(of: roles[caller.user] ?? "NoAccess")
        return privileges.contains { own.contains($0) }
    }

    /// Privileges by path.
    func permissions(_ caller: Caller) -> JSONValue {
        let own = Self.privileges(of: roles[caller.user] ?? "NoAccess")
        guard !own.isEmpty else { return .object([:]) }
        let entries: JSONValue = .object(Dictionary(uniqueKeysWithValues: own.map { ($0, JSONValue.int(1)) }))
        return .object(Dictionary(uniqueKeysWithValues: ["/", "/vms", "/nodes", "/storage", "/pool", "/access"].map { ($0, entries) }))
    }

    private func holder(of ticket: String, now: Int64) -> String? {
        guard let end = ticket.firstRange(of: "::") else { return nil }
        let plain = ticket[..<end.lowerBound]
        guard ticket[end.upperBound...] == signature("\(plain):\(epoch)") else { return nil }
        let parts = plain.split(separator: ":")
        guard parts.count == 3, let issued = Int64(parts[2], radix: 16), now - issued < 7200 else { return nil }
        return String(parts[1])
    }

    private func signature(_ text: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func hexadecimal(_ number: Int64) -> String { String(number, radix: 16, uppercase: true) }

    private static let audit = ["VM.Audit", "VM.GuestAgent.Audit", "Sys.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit"]
    private static let use = [
        "VM.PowerMgmt", "VM.Console", "VM.Backup", "VM.Config.CDROM", "VM.Config.Cloudinit", "VM.Audit",
        "VM.GuestAgent.Audit", "Pool.Audit",
    ]
    private static let administration =
        use + [
            "VM.Allocate", "VM.Clone", "VM.Config.CPU", "VM.Config.Disk", "VM.Config.HWType", "VM.Config.Memory", "VM.Config.Network",
            "VM.Config.Options", "VM.Migrate", "VM.Snapshot", "VM.Snapshot.Rollback",
            "VM.GuestAgent.Unrestricted",
        ]
    private static let all =
        Array(Set(administration + audit)) + [
            "Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Pool.Allocate", "Sys.Console", "Sys.Modify",
            "Sys.PowerMgmt", "Permissions.Modify", "SDN.Use",
        ]

    private static func privileges(of role: String) -> Set<String> {
        switch role {
        case "Administrator": Set(all)
        case "PVEVMAdmin": Set(administration)
        case "PVEVMUser": Set(use)
        case "PVEAuditor": Set(audit)
        default: []
        }
    }
}
