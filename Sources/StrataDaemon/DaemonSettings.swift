public import StrataServer

/// What an operator decides about a server.
public struct DaemonSettings: Sendable {
    /// Where everything is kept; absolute.
    public var dataDirectory: String
    /// Where to listen, and within which bounds.
    public var server: StrataServer.Configuration
    /// Whether sites are made of the stacks found on this machine.
    public var discovers = true

    public init(dataDirectory: String, server: StrataServer.Configuration) {
        self.dataDirectory = dataDirectory
        self.server = server
    }
}
