public import StrataAPI

/// The objects of a kind at one moment.
public struct ObjectList: Sendable {
    public var items: [JSONValue]
    /// The moment, from which a watch can go on.
    public var resourceVersion: String
}
