import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `with a screen` {
        @Test func `show it as a picture, and over RFB to several at once`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let id = try await driver.create(yard.order("screen") { $0.options["display"] = "standard" })
                try await driver.start(id)
                // Its firmware writes there, and then its kernel.
                try await yard.wait(for: "tiny: started", on: id)
                var picture = Picture()
                try await eventually {
                    picture = try await Picture(png: try await driver.screenshot(id))
                    return picture.colours > 1
                }
                #expect(picture.width == 720 && picture.height == 400, "VGA's text mode")
                var sessions: [CommandSession] = []
                for _ in 0..<2 {
                    let session = try await driver.screen(id)
                    sessions.append(session)
                    var output = session.output.makeAsyncIterator()
                    let hello = try #require(try await output.next()).bytes
                    #expect(String(decoding: hello, as: UTF8.self) == "RFB 003.008\n")
                    try await session.send(hello)
                    #expect(try #require(try await output.next()).bytes == [1, 1], "one way to log in: none")
                    try await session.send([1])
                    #expect(try #require(try await output.next()).bytes == [0, 0, 0, 0])
                    try await session.send([1])
                    var start: [UInt8] = []
                    while start.count < 4 { start += try #require(try await output.next()).bytes }
                    #expect(Array(start.prefix(4)) == [720 >> 8, 720 & 255, 400 >> 8, 400 & 255].map(UInt8.init))
                }
                for session in sessions { await session.terminate() }
                #expect(try await LocalMachine().list(Workshop.directory(in: yard.path)).isEmpty)
            }
        }

        @Test func `that they lack say how to get one`() async throws {
            try await Yard.use { (yard) async throws in
                let id = try await yard.driver.create(yard.order("blind"))
                await #expect { _ = try await yard.driver.screenshot(id) } throws: { "\($0)".contains("not running") }
                try await yard.driver.start(id)
                await #expect { _ = try await yard.driver.screenshot(id) } throws: { "\($0)".contains(".display to standard") }
                await #expect { _ = try await yard.driver.screen(id) } throws: { "\($0)".contains("no screen") }
            }
        }

        @Test func `are reset at once, whatever they do, and stopped hard where they ignore the power button`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                // Its kernel stays away from ACPI, and so from the power button.
                let id = try await driver.create(yard.order("deaf") { $0.options["kernelArguments"] = ["acpi=off"] })
                await #expect { try await driver.reset(id) } throws: { "\($0)".contains("not running") }
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let before = try await driver.observe(id)?.pid
                try await driver.reset(id)
                try await eventually { yard.console(of: id).components(separatedBy: "tiny: started").count == 3 }
                #expect(try await driver.observe(id)?.pid == before)
                let began = ContinuousClock.now
                try await driver.stop(id, grace: .seconds(1))
                #expect(ContinuousClock.now - began >= .seconds(1))
                #expect(try await driver.observe(id)?.power == .stopped)
            }
        }
    }
}
