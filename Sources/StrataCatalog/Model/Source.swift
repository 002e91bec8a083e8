/// Where a fact or an erratum is known from: a man page, a vendor's documentation, a standard.
public struct Source: Codable, Hashable, Sendable {
    /// Title of the document, such as `jail(8)` or `Proxmox VE Administration Guide`.
    public var title: String
    /// Address on the web, when the document has one.
    public var url: String?

    /// A source with everything said.
    public init(title: String, url: String? = nil) {
        self.title = title
        self.url = url
    }
}

extension Source: CustomStringConvertible {
    /// Title, then address in brackets.
    public var description: String { url.map { "\(title) (\($0))" } ?? title }
}
