public import StrataAPI

/// A change that others made to a machine.
public struct ForeignChange: Sendable, Hashable {
    /// Who, as the stack knows them: `root`, `administrator@vsphere.local`; empty where it does not tell.
    public var user: String
    /// How they came, after the name: `on the host`, `from 192.0.2.7`; empty where the stack does not tell.
    public var way: String
    public var time: Timestamp

    public init(by user: String, way: String = "", at time: Timestamp) {
        self.user = user
        self.way = way
        self.time = time
    }

    /// `root on the host, 2026-11-27T20:47:58Z`
    public var words: String {
        let who = user.isEmpty ? "somebody" : user.printable(limit: 120)
        return "\(way.isEmpty ? who : "\(who) \(way.printable(limit: 120))"), \(time.text)"
    }
}
