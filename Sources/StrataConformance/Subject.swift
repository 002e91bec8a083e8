public import StrataAPI
public import StrataDriverKit

/// A driver at one site, and what is needed to try it.
public struct Subject: Sendable {
    /// The site's name, for the report.
    public var site: String
    public var driver: any Driver
    /// What machines are made from.
    public var image: StoredImage
    /// Makes a second connection to the same site, as a server that was started anew does.
    public var connect: @Sendable () async throws -> any Driver
    /// Connects to a second site of the same stack, with machines of its own; nil where there is none.
    public var neighbour: (@Sendable () async throws -> any Driver)?
    /// Has another process do a deed and kills that process after a time. Returns whether the deed was done before. Nil where that cannot be had.
    public var worker: (@Sendable (Deed, Duration) async throws -> Bool)?
    /// `spec` of the machines that are made, beyond name and image.
    public var spec: Instance.Spec

    public init(
        site: String, driver: any Driver, image: StoredImage, spec: Instance.Spec = Instance.Spec(),
        connect: @escaping @Sendable () async throws -> any Driver,
        neighbour: (@Sendable () async throws -> any Driver)? = nil, worker: (@Sendable (Deed, Duration) async throws -> Bool)? = nil
    ) {
        self.site = site
        self.driver = driver
        self.image = image
        self.spec = spec
        self.connect = connect
        self.neighbour = neighbour
        self.worker = worker
    }

    /// The stack's id.
    public var stack: String { type(of: driver).stack }
}
