import Foundation
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// Real machines under a real libvirtd, each instruction translated.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `libvirt's machines` {
    @Test func `boot, talk on the console, pause, suspend, power off when asked, and leave nothing`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("life") { $0.labels = ["app": "web"] }
            let id = try await driver.create(order)
            #expect(id.text == "life")
            #expect(try await driver.create(order) == id)
            var seen = try #require(try await driver.observe(id))
            #expect(seen.owner == order.uid)
            #expect(seen.power == .stopped)
            #expect(seen.memory == Quantity("128Mi"))
            #expect(try await driver.list().first { $0.id == id } == seen)

            for _ in 0..<2 { try await driver.start(id) }
            try await eventually { yard.console(of: id).contains("tiny: started") }
            seen = try #require(try await driver.list().first { $0.id == id })
            #expect(seen.power == .running)
            #expect(seen.problem == "")
            #expect(try #require(seen.usage.memory).value > 16 << 20)
            #expect(try #require(seen.usage.cpuSeconds) > 0)

            try await driver.pause(id)
            #expect(try await driver.observe(id)?.power == .paused)
            try await driver.resume(id)
            try await Self.talk(yard, driver, id)
            try await driver.suspend(id)
            #expect(try await driver.list().first { $0.id == id }?.power == .suspended)
            try await driver.start(id)
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.reset(id)
            try await eventually { yard.console(of: id).components(separatedBy: "built-in shell").count > 2 }
            // A press of the power button before anything waits for it is lost.
            try await Self.talk(yard, driver, id)
            try await driver.stop(id, grace: .seconds(60))
            #expect(yard.console(of: id).contains("tiny: powering off"))
            #expect(try await driver.observe(id)?.power == .stopped)
            #expect(try await driver.observe(id)?.exit?.reason == "Completed")

            await #expect { try await driver.delete(id, owner: .random()) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
            for _ in 0..<2 { try await driver.delete(id, owner: order.uid) }
            #expect(try await driver.observe(id) == nil)
            #expect(try yard.files() == [])
        }
    }

    /// Says something to the shell on the console and reads its answer, there and in the log.
    private static func talk(_ yard: Yard, _ driver: LibvirtDriver, _ id: NativeID) async throws {
        let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
        await #expect { _ = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)) } throws: {
            "\($0)".contains("attached to it already")
        }
        try await session.send(Array("\necho he''llo $((40 + 2))\n".utf8))
        var text = ""
        for try await chunk in session.output {
            text += String(decoding: chunk.bytes, as: UTF8.self)
            if text.contains("hello 42") { break }
        }
        await session.terminate()
        let log = try await driver.log(id, tail: nil, follow: false)
        var logged = ""
        for try await chunk in log.output { logged += String(decoding: chunk.bytes, as: UTF8.self) }
        #expect(logged.contains("hello 42"))
        let again = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
        await again.terminate()
    }
}
