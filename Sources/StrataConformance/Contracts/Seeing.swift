import StrataAPI
import StrataDriverKit

extension Contract {
    static let seeing: [Contract] = [
        Contract("screenshot", .screenshot, "The screen of a running machine is a PNG, and one that is off has none.") { stage in
            let driver = try stage.able((any Screenshotting).self)
            let (_, id) = try await stage.stopped(stage.withScreen)
            try await stage.expectRefusal("a picture of a machine that is off", .refused) { _ = try await driver.screenshot(id) }
            try await driver.start(id)
            let picture = try await driver.screenshot(id)
            try stage.expectEqual(Array(picture.prefix(8)), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "the picture's first bytes")
            try await stage.expectRefusal("a picture of what does not exist", .notFound, .refused) {
                _ = try await driver.screenshot(NativeID("no-such-machine"))
            }
        },
        Contract("screen", .screen, "A running machine's screen speaks RFB to two viewers at once, and does not notice that they leave.") {
            stage in
            let driver = try stage.able((any ScreenAttaching).self)
            let (_, id) = try await stage.stopped(stage.withScreen)
            try await stage.expectRefusal("attaching to the screen of a machine that is off", .refused) { _ = try await driver.screen(id) }
            try await driver.start(id)
            let (first, second) = (try await driver.screen(id), try await driver.screen(id))
            for session in [first, second] {
                let shown = try await stage.read(session, until: { $0.utf8.count >= 12 }, within: .seconds(20))
                try stage.expect(shown.hasPrefix("RFB 003."), "a viewer is greeted with \(shown.debugDescription)")
            }
            try stage.expectEqual(try await stage.power(id), .running, "the power")
        },
    ]

    static let suspending: [Contract] = [
        Contract(
            "suspend", .suspend,
            "A suspended machine has its memory on disk, and a start lets it run on; suspending it again changes nothing."
        ) {
            stage in
            let driver = try stage.able((any Suspending).self)
            let (instance, id) = try await stage.running()
            for _ in 0..<2 {
                try await driver.suspend(id)
                try stage.expectEqual(try await stage.power(id), .suspended, "the power")
            }
            try await driver.start(id)
            try stage.expectEqual(try await stage.power(id), .running, "the power after the start")
            try await driver.suspend(id)
            try await driver.stop(id, grace: .zero)
            try stage.expectEqual(try await stage.power(id), .stopped, "the power after a stop, which discards the memory")
            try await driver.delete(id, owner: instance.metadata.uid)
        },
        Contract("suspend.illegal", .suspend, "What is off, or does not exist, has no memory to keep.") { stage in
            let driver = try stage.able((any Suspending).self)
            let (_, id) = try await stage.stopped()
            try await stage.expectRefusal("suspending a machine that is off", .refused) { try await driver.suspend(id) }
            try await stage.expectRefusal("suspending what does not exist", .notFound, .refused) {
                try await driver.suspend(NativeID("no-such-machine"))
            }
        },
        Contract("reset", .reset, "A reset machine runs on as the same machine; one that is off, or does not exist, cannot be reset.") {
            stage in
            let driver = try stage.able((any Resetting).self)
            let (_, id) = try await stage.stopped()
            try await stage.expectRefusal("resetting a machine that is off", .refused) { try await driver.reset(id) }
            try await driver.start(id)
            try await driver.reset(id)
            try await stage.eventually("a machine that runs after its reset") { try await stage.power(id) == .running }
            try await stage.expectRefusal("resetting what does not exist", .notFound, .refused) {
                try await driver.reset(NativeID("no-such-machine"))
            }
        },
    ]
}

extension Stage {
    /// Gives a machine a screen where its driver asks for that.
    fileprivate var withScreen: (inout Instance) -> Void {
        { [stack = subject.stack] instance in
            guard stack.hasPrefix("qemu-") || stack == "libvirt" else { return }
            instance.spec.stack[stack] = ["display": "standard"]
        }
    }

    fileprivate func stopped(_ change: (inout Instance) -> Void) async throws -> (Instance, NativeID) { try await stopped("a", change) }
}
