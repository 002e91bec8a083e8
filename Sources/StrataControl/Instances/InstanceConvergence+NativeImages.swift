import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// Makes the machine from an image that its stack keeps or fetches itself.
    mutating func make(from image: NativeImage) async throws -> NativeID? {
        func refusal(_ answer: String, _ hint: String) -> DriverError {
            .refused(.init("create", instance.metadata.name, answer: answer, hint: hint))
        }
        guard image.stack == site.stack else {
            throw refusal(
                "the image \(instance.spec.image) is the stack \(image.stack)'s, and the site runs \(site.stack)",
                "Name an image of the library, such as busybox, or another site")
        }
        guard let able = driver as? any NativeImaging else {
            throw refusal(
                "instances of the stack \(site.stack) start from images of the library alone", "Name one in spec.image, such as busybox")
        }
        let wanted = instance.spec.type
        let type = try await withDeadline(context.patience) { try await able.type(ofImage: image.name, wanted: wanted) }
        guard wanted == nil || wanted == type else {
            throw refusal("the image \(instance.spec.image) is a \(type.rawValue), and spec.type asks for a \(wanted?.rawValue ?? "")", "")
        }
        try checkDisk(type)
        try await begin("Create", .creating)
        var order = order
        (order.type, order.nativeImage) = (type, image.name)
        let driver = driver
        let id = try await withDeadline(Self.creation) { [order] in try await driver.create(order) }
        instance.spec.type = type
        return id
    }
}
