import StrataAPI
import StrataDriverKit
import StrataResources
import Testing

@testable import StrataControl

/// Images that stacks keep themselves.
struct NativeImageTests {
    @Test(arguments: [("lxd:alpine/3.19", "lxd", "alpine/3.19"), ("lxd:images:debian/12", "lxd", "images:debian/12")])
    func `are named by their stack`(text: String, stack: String, name: String) throws {
        let image = try #require(NativeImage(text))
        #expect(image.stack == stack && image.name == name)
    }

    @Test(arguments: ["busybox", "/a:b", ":x", "lxd:", "L X:y", "lxd:a b", "lxd:\u{1B}", "lxd:" + String(repeating: "a", count: 600)])
    func `are nothing else`(text: String) { #expect(NativeImage(text) == nil) }

    @Test(arguments: [("other:box", "is the stack other's"), ("laboratory:box", "start from images of the library alone")])
    func `of another stack, or of one that keeps none, are refused and make no machine`(image: String, reason: String) async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.image = image }
            try await eventually("the refusal") { try plane.instance("web")?.status.conditions["Ready"]?.message.contains(reason) == true }
            #expect(lab.calls("create").isEmpty)
        }
    }
}
