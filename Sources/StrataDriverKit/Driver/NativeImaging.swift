public import StrataAPI

/// The stack keeps images of its own, or fetches them, and an instance may name one: `STACK:NAME`.
///
/// A driver that conforms takes ``Order/nativeImage`` into account in ``Driver/create(_:)`` where the order has no image of the library's.
public protocol NativeImaging: Driver {
    /// What can be started from an image.
    ///
    /// - Parameter wanted: what the instance is to be, where it says; a name may stand for several images.
    /// - Throws: ``DriverError/notFound(_:)`` where there is none of that name.
    func type(ofImage name: String, wanted: InstanceType?) async throws(DriverError) -> InstanceType
}
