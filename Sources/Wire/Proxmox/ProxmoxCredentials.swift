/// Who asks.
public enum ProxmoxCredentials: Sendable, Hashable {
    /// An API token: `user@realm!name` and its secret, a UUID.
    case token(id: String, secret: String)
    /// `user@realm` and a password. Logs in, and anew before the ticket ends.
    case password(user: String, password: String)
}
