import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension Tag {
    /// Needs root, QEMU and Debian's packages.
    @Tag static var host: Self
}

/// Real machines, each instruction translated.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .tinyImage) struct `Virtual machines` {
    @Suite(.serialized) struct `in their life` {
        @Test func `boot, take their address, talk on the console, pause, power off when asked, and leave nothing`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let order = yard.order("life", network: true) { $0.ports = [Instance.Port(port: 80, hostPort: 18_097)] }
                let id = try await driver.create(order)
                #expect(try await driver.create(order) == id)
                #expect(id.text == "life")
                var seen = try #require(try await driver.observe(id))
                #expect(seen.owner == order.uid)
                #expect(seen.power == .stopped)
                #expect(try await driver.list() == [seen])

                for _ in 0..<2 { try await driver.start(id) }
                try await yard.wait(for: "tiny: started", on: id)
                seen = try #require(try await driver.list().first)
                #expect(seen.power == .running)
                #expect(seen.problem == "")
                #expect(try #require(seen.pid) > 1)
                #expect(try #require(seen.usage.memory).value > 32 << 20)
                #expect(try #require(seen.usage.cpuSeconds) > 0)
                #expect(seen.startedAt != nil)
                let address = try #require(seen.addresses.first)
                try await yard.wait(for: "tiny: life has the address \(address)", on: id)
                #expect(try await LocalMachine().run(Command("busybox", "ping", "-c", "1", "-W", "5", address)).succeeded)

                try await driver.pause(id)
                try await driver.pause(id)
                #expect(try await driver.observe(id)?.power == .paused)
                try await driver.resume(id)
                #expect(try await driver.observe(id)?.power == .running)

                try await Self.talk(yard, id)
                try await driver.stop(id, grace: .seconds(60))
                #expect(try await driver.observe(id)?.power == .stopped)
                #expect(yard.console(of: id).contains("tiny: powering off"))
                try await driver.stop(id, grace: .seconds(60))

                try await driver.delete(id, owner: order.uid)
                try await driver.delete(id, owner: order.uid)
                #expect(try await driver.observe(id) == nil)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        /// Says something to the shell on the console and reads its answer, there and in the log.
        private static func talk(_ yard: Yard, _ id: NativeID) async throws {
            let session = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            await #expect { _ = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)) } throws: {
                "\($0)".contains("attached to it already")
            }
            try await session.send(Array("\necho he''llo $((40 + 2))\n".utf8))
            var text = ""
            for try await chunk in session.output {
                text += String(decoding: chunk.bytes, as: UTF8.self)
                if text.contains("hello 42") { break }
            }
            await session.terminate()
            let log = try await yard.driver.log(id, tail: nil, follow: false)
            var logged = ""
            for try await chunk in log.output { logged += String(decoding: chunk.bytes, as: UTF8.self) }
            #expect(logged.contains("hello 42"))
            #expect(logged.components(separatedBy: "built-in shell").count == 2, "there is one shell, which stays")
            let again = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            await again.terminate()
        }

        @Test func `outlive their driver, and a QEMU that is killed is noticed within a second`() async throws {
            try await Yard.use { (yard) async throws in
                let order = yard.order("outlive")
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                let before = try #require(try await yard.driver.observe(id)?.pid)
                await yard.driver.close()
                let next = try await yard.reconnected()
                let seen = try #require(try await next.list().first)
                #expect(seen.pid == before)
                #expect(seen.power == .running)

                let changes = try await next.changes()
                kill(pid_t(before), SIGKILL)
                let killed = ContinuousClock.now
                for try await changed in changes {
                    #expect(changed == id)
                    guard try await next.observe(id)?.power == .stopped else { continue }
                    break
                }
                #expect(ContinuousClock.now - killed < .seconds(1))
                // What the killed one left does not keep the next one from starting.
                try await next.start(id)
                #expect(try #require(try await next.observe(id)?.pid) != before)
                try await next.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                await next.close()
            }
        }

        @Test func `tell of their own end and of pauses by events`() async throws {
            try await Yard.use { (yard) async throws in
                let id = try await yard.driver.create(yard.order("events"))
                try await yard.driver.start(id)
                var changes = try await yard.driver.changes().makeAsyncIterator()
                try await yard.driver.pause(id)
                #expect(try await changes.next() == id)
                #expect(try await yard.driver.observe(id)?.power == .paused)
                try await yard.driver.resume(id)
                try await yard.wait(for: "tiny: started", on: id)
                let session = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
                try await session.send(Array("\npoweroff -f\n".utf8))
                repeat { #expect(try await changes.next() == id) } while try await yard.driver.observe(id)?.power != .stopped
                await session.terminate()
            }
        }

        @Test func `that a killed start left stopped at their first instruction are taken up by the next start`() async throws {
            try await Yard.use { (yard) async throws in
                let order = yard.order("halfway", network: true)
                let id = try await yard.driver.create(order)
                let definition = try await yard.driver.existing(id, "start")
                try await yard.driver.launch(definition)
                #expect(try await yard.driver.observe(id)?.power == .starting)
                try await yard.driver.start(id)
                #expect(try await yard.driver.observe(id)?.power == .running)
                try await yard.wait(for: "has the address", on: id)
                try await yard.driver.stop(id, grace: .zero)
                #expect(try await yard.driver.observe(id)?.power == .stopped)
            }
        }
    }
}
