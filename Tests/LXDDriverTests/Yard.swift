import Foundation
import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

extension Tag {
    /// Needs root and a real engine.
    @Tag static var host: Self
}

/// A daemon of a test's own, a driver connected to it, and an image.
struct Yard: Sendable {
    let server: TestDaemon
    let driver: LXDDriver
    let image: StoredImage

    var client: LXDClient { server.client }

    /// The yard of a suite; see ``YardTrait``.
    @TaskLocal static var shared: Yard?

    static func use(_ body: (Yard) async throws -> Void) async throws {
        try await TestDaemon.run { server in
            let image = try await BusyboxImage(in: server.directory).stored
            let driver = try await connect(server)
            let result: Result<Void, any Error>
            do { result = .success(try await body(Yard(server: server, driver: driver, image: image))) } catch { result = .failure(error) }
            await driver.close()
            try result.get()
        }
    }

    static func connect(
        _ server: TestDaemon, _ options: JSONValue = [:], machine: any Machine = LocalMachine(), socket: String? = nil,
        patience: Duration = .seconds(30)
    ) async throws -> LXDDriver {
        var options = options
        options["socket"] = .string(socket ?? server.socket)
        return try await LXDDriver.connect(SiteConnection(site: "test", machine: machine, options: options), patience: patience)
    }

    func order(_ name: String, _ options: JSONValue = [:], _ change: (inout Instance.Spec) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "t", name: name))
        instance.metadata.uid = .random()
        instance.spec.type = .container
        instance.spec.stack = ["lxd": options]
        change(&instance.spec)
        return Order(instance, type: .container, image: image, stack: LXDDriver.stack)
    }

    func running(_ name: String, _ options: JSONValue = [:], _ change: (inout Instance.Spec) -> Void = { _ in }) async throws -> (
        Order, NativeID
    ) {
        let order = order(name, options, change)
        let id = try await driver.create(order)
        try await driver.start(id)
        return (order, id)
    }

    func run(_ id: NativeID, _ command: String..., on other: LXDDriver? = nil) async throws -> (text: String, exit: CommandExit) {
        let session = try await (other ?? driver).exec(id, ExecRequest(command: command))
        var text: [UInt8] = []
        for try await chunk in session.output { text += chunk.bytes }
        return (String(decoding: text, as: UTF8.self), try await session.exit)
    }

    /// Everything a log shows.
    func log(_ id: NativeID, on other: LXDDriver? = nil) async throws -> String {
        let session = try await (other ?? driver).log(id, tail: nil, follow: false)
        var text: [UInt8] = []
        for try await chunk in session.output { text += chunk.bytes }
        return String(decoding: text, as: UTF8.self)
    }
}

/// One daemon for a suite.
struct YardTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        try await Yard.use { yard in try await Yard.$shared.withValue(yard) { () async throws in try await function() } }
    }
}

extension Trait where Self == YardTrait {
    static var yard: Self { YardTrait() }
}
