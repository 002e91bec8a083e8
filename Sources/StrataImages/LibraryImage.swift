public import StrataAPI
public import StrataDriverKit

/// An image in a library, with where it came from.
public struct LibraryImage: Sendable, Hashable {
    /// What drivers need to know of it.
    public var image: StoredImage
    /// Every source that gave these bytes, the earliest first.
    public var sources: [String]
    /// When it was stored.
    public var created: Timestamp
}
