/// A file of the web console, the same for everybody. It holds nothing that a user would have to be known for.
public struct StaticPage: Sendable {
    /// What the page may load and run, as a `Content-Security-Policy`.
    public enum Policy: Sendable {
        /// Scripts, styles and data of the server's own and of nobody else.
        case application
        /// A picture: it may style itself and loads nothing.
        case picture
    }

    /// The path below `/console/`; empty for the first page.
    public var path: String
    /// The media type, such as `text/html; charset=utf-8`.
    public var type: String
    public var policy: Policy
    /// Makes the bytes, the same each time. Called when the page is first asked for, and perhaps more than once.
    public var content: @Sendable () -> [UInt8]

    public init(path: String, type: String, policy: Policy = .application, content: @escaping @Sendable () -> [UInt8]) {
        self.path = path
        self.type = type
        self.policy = policy
        self.content = content
    }
}

extension StaticPage.Policy {
    var text: String {
        switch self {
        case .application:
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'"
        case .picture: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        }
    }
}
