public import StrataAPI

/// A machine can become an image that the stack keeps itself, from which others start: `STACK:NAME`.
public protocol ImagePublishing: NativeImaging {
    /// Keeps the machine's disk, as it is or was at a snapshot, as an image of a name. The machine goes on as it was. Refused where the stack has an image
    /// of that name; cancelled, it leaves none.
    func publish(_ id: NativeID, at snapshot: SnapshotID?, as name: String) async throws(DriverError) -> PublishedImage

    /// Removes an image that was published; machines that were made from it do not notice. No effect where it is gone.
    /// One that Strata did not make is left alone: ``DriverError/notOwned(_:)``.
    func unpublish(_ name: String) async throws(DriverError)
}

/// An image that a stack keeps.
public struct PublishedImage: Sendable, Hashable {
    /// By which an instance names it, after `STACK:`.
    public var name: String
    /// The stack's own identity of it.
    public var id: String
    public var size: Quantity?

    public init(name: String, id: String, size: Quantity? = nil) {
        self.name = name
        self.id = id
        self.size = size
    }
}
