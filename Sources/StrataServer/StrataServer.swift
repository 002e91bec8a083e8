public import Logging
public import StrataResources

/// The HTTP side of the API, by Kubernetes' conventions: kubectl, Helm and every Kubernetes client library can talk to it.
///
/// One server is good for one ``run(onReady:)``. It answers from an ``ObjectService`` whose `run()` somebody else keeps going.
public struct StrataServer: Sendable {
    let objects: ObjectService
    let configuration: Configuration
    let actions: [Action]
    let authorizer: any Authorizer
    let pages: [StaticPage]
    let folders: [StaticFolder]
    let logger: Logger

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - objects: what is served.
    ///   - configuration: where, and within which bounds.
    ///   - actions: what can be done to objects besides changing them.
    ///   - authorizer: who decides who may do what.
    ///   - pages: the files of the web console.
    ///   - folders: files of it that come from elsewhere.
    public init(
        objects: ObjectService, configuration: Configuration, actions: [Action],
        authorizer: any Authorizer = Roles(),
        pages: [StaticPage] = [], folders: [StaticFolder] = [], logger: Logger
    ) {
        self.objects = objects
        self.configuration = configuration
        self.actions = actions
        self.authorizer = authorizer
        self.pages = pages
        self.folders = folders
        self.logger = logger
    }
}

/// Where a server listens.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The IP address.
    public var host: String
    public var port: Int
    /// The kubeconfig that was written for the administrator.
    public var kubeconfig: String

    /// The address as a URL.
    public var description: String { "https://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
