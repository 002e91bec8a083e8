public import StrataServer

/// What an operator decides about a server.
public struct DaemonSettings: Sendable {
    /// Where everything is kept; absolute.
    public var dataDirectory: String
    /// Where to listen, and within which bounds.
    public var server: StrataServer.Configuration
    /// Whether sites are made of the stacks found on this machine.
    public var discovers = true
    /// How long what was can be listed and watched from.
    public var history = Duration.seconds(300)
    /// How many of the latest changes are kept beyond that time.
    public var historyChanges: UInt64 = 10_000
    /// More changes than this are never kept.
    public static let mostChanges: UInt64 = 100_000

    public init(dataDirectory: String, server: StrataServer.Configuration) {
        self.dataDirectory = dataDirectory
        self.server = server
    }
}
