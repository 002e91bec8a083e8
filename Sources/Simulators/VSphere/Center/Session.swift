import FoundationEssentials
import SimulatorKit

/// Somebody who logged in.
struct Session: Sendable {
    let key: String
    let user: Inventory.User
    let loggedInAt: Double
    var lastActiveAt: Double
    var calls: Int64 = 0
    var address = "127.0.0.1"
    var agent = ""

    /// The id of the collector that it has from the beginning.
    var collector: String { "session-\(key)" }

    var object: DataObject {
        DataObject(
            "UserSession",
            [
                "key": .string(key), "userName": .string(user.name.uppercasedDomain), "fullName": .string(user.name),
                "loginTime": .date(loggedInAt),
                "lastActiveTime": .date(lastActiveAt), "locale": "en", "messageLocale": "en", "extensionSession": false,
                "ipAddress": .string(address), "userAgent": .string(agent), "callCount": .long(calls),
            ])
    }
}

extension String {
    /// `administrator@vsphere.local` as sessions and tasks name it: `VSPHERE.LOCAL\administrator`.
    var uppercasedDomain: String {
        guard let at = lastIndex(of: "@") else { return self }
        return "\(self[index(after: at)...].uppercased())\\\(self[..<at])"
    }
}

extension Center {
    /// How long a session lives without a request.
    static let idleLimit = 1800.0

    func session(_ cookie: String?) -> Session? {
        guard let cookie, let session = sessions[cookie.filter { $0 != "\"" }] else { return nil }
        guard now - session.lastActiveAt <= Self.idleLimit / time.speed || hasWaiting(session) else {
            end(session)
            return nil
        }
        sessions[session.key]?.lastActiveAt = now
        sessions[session.key]?.calls += 1
        return sessions[session.key]
    }

    private func hasWaiting(_ session: Session) -> Bool { collectors.values.contains { $0.session == session.key && $0.isWaiting } }

    func logIn(_ name: String, _ password: String, agent: String) throws(Fault) -> Session {
        let found = state.users.first {
            ($0.name.lowercased() == name.lowercased() || $0.name.uppercasedDomain.lowercased() == name.lowercased())
                && $0.password == password
        }
        guard let user = found, user.role != "NoAccess" else {
            post("BadUsernameSessionEvent", "Cannot login \(name)", user: name, ["ipAddress": "127.0.0.1"])
            throw Fault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.")
        }
        let key = "52" + UUID().uuidString.lowercased().dropFirst(2)
        var session = Session(key: key, user: user, loggedInAt: now, lastActiveAt: now)
        session.agent = agent
        sessions[key] = session
        collectors[session.collector] = Collector(session: key)
        post(
            "UserLoginSessionEvent", "User \(user.name.uppercasedDomain)@127.0.0.1 logged in as \(agent)", user: user.name.uppercasedDomain,
            ["ipAddress": "127.0.0.1", "userAgent": .string(agent), "locale": "en", "sessionId": .string(key)])
        return session
    }

    func end(_ session: Session) {
        sessions[session.key] = nil
        for (id, collector) in collectors where collector.session == session.key { dropCollector(id) }
        for (id, view) in views where view.session == session.key { views[id] = nil }
        for (id, history) in histories where history.session == session.key { histories[id] = nil }
        post(
            "UserLogoutSessionEvent", "User \(session.user.name.uppercasedDomain)@127.0.0.1 logged out",
            user: session.user.name.uppercasedDomain,
            [
                "ipAddress": "127.0.0.1", "callCount": .long(session.calls), "sessionId": .string(session.key),
                "loginTime": .date(session.loggedInAt),
            ])
    }

    /// All sessions end at once.
    func expireSessions() { for session in sessions.values { end(session) } }
}
