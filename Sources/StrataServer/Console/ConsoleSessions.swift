import Crypto
import StrataAPI
import Synchronization

/// Who is signed in to the web console, and the one-time codes by which one signs in.
///
/// Only digests of secrets are kept. Sessions are also kept in a file, so that a restart of the server signs nobody out; codes are not.
/// Sessions end with the administrator's token: whoever has that replaced wants everybody out.
final class ConsoleSessions: Sendable {
    /// How long one stays signed in, in seconds, whatever one does.
    static let lifetime: Int64 = 12 * 3600
    /// How long a one-time code is good for, in seconds.
    static let codeLifetime: Int64 = 120
    /// More are never kept; the oldest goes.
    static let most = 1000

    private struct Grant {
        var user: User
        var end: Timestamp
    }

    private struct State {
        var sessions: [String: Grant] = [:]
        var codes: [String: Grant] = [:]
    }

    private let file: PrivateFile
    private let seal: String
    private let now: @Sendable () -> Timestamp
    private let state: Mutex<State>

    /// Reads the sessions of before.
    ///
    /// - Parameters:
    ///   - seal: what the sessions go with; where the file's is another, they are forgotten.
    ///   - now: the clock.
    init(path: String, seal: String, now: @escaping @Sendable () -> Timestamp = { .now() }) throws(ServerError) {
        file = PrivateFile(path: path)
        self.seal = seal
        self.now = now
        var state = State()
        if let bytes = try file.read(limit: 4 << 20) {
            do throws(JSONError) {
                let json = try JSONValue(parsing: bytes)
                if json["seal"]?.string == seal { state.sessions = Self.sessions(json["sessions"], now()) }
            } catch {
                throw .file(path: path, detail: "is damaged (\(error)); remove it, and everybody signs in to the console again")
            }
        }
        self.state = Mutex(state)
    }

    /// A new one-time code by which this user can sign in.
    func code(for user: User) -> String {
        let secret = Self.secret()
        let grant = Grant(user: user, end: after(Self.codeLifetime))
        state.withLock { Self.add(grant, secret, to: &$0.codes, now()) }
        return secret
    }

    /// Whose code it is; it is good for nothing afterwards.
    func redeem(_ code: String) -> User? {
        let grant = state.withLock { $0.codes.removeValue(forKey: Self.digest(code)) }
        return grant.flatMap { $0.end > now() ? $0.user : nil }
    }

    /// Signs somebody in.
    func begin(_ user: User) throws(ServerError) -> String {
        let secret = Self.secret()
        let grant = Grant(user: user, end: after(Self.lifetime))
        try change { Self.add(grant, secret, to: &$0, now()) }
        return secret
    }

    /// Whose session it is, and when it ends; nil for one that has ended or never was.
    func session(_ secret: String) -> (user: User, end: Timestamp)? {
        guard let grant = state.withLock({ $0.sessions[Self.digest(secret)] }), grant.end > now() else { return nil }
        return (grant.user, grant.end)
    }

    /// Signs somebody out.
    func end(_ secret: String) throws(ServerError) { try change { $0[Self.digest(secret)] = nil } }

    private func after(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: now().microseconds + seconds * 1_000_000) }

    /// Changes the sessions and writes them down. The file is written under the lock, so that no older state can follow a newer one.
    private func change(_ body: (inout [String: Grant]) -> Void) throws(ServerError) {
        let failure = state.withLock { state -> ServerError? in
            var changed = state.sessions
            body(&changed)
            do throws(ServerError) {
                try file.write(json(changed).encoded())
                state.sessions = changed
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private static func add(_ grant: Grant, _ secret: String, to grants: inout [String: Grant], _ now: Timestamp) {
        grants = grants.filter { $0.value.end > now }
        if grants.count >= most, let oldest = grants.min(by: { $0.value.end < $1.value.end }) { grants[oldest.key] = nil }
        grants[digest(secret)] = grant
    }

    private func json(_ sessions: [String: Grant]) -> JSONValue {
        [
            "seal": .string(seal),
            "sessions": .object(
                sessions.mapValues { grant in
                    [
                        "user": .string(grant.user.name), "groups": .array(grant.user.groups.sorted().map(JSONValue.string)),
                        "end": .string(grant.end.microText),
                    ]
                }),
        ]
    }

    private static func sessions(_ json: JSONValue?, _ now: Timestamp) -> [String: Grant] {
        var sessions: [String: Grant] = [:]
        for (digest, value) in json?.object ?? [:] {
            guard let name = value["user"]?.string, let end = value["end"]?.string.flatMap(Timestamp.init), end > now else { continue }
            sessions[digest] = Grant(user: User(name: name, groups: Set(value["groups"]?.array?.compactMap(\.string) ?? [])), end: end)
        }
        return sessions
    }

    private static func secret() -> String { hex(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }) }

    /// Secrets are looked up by their digests, so that the time a look-up takes tells nothing about them.
    private static func digest(_ secret: String) -> String { hex(SHA256.hash(data: Array(secret.utf8))) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
