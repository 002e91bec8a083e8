import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `that are suspended` {
        @Test func `go on where they were, under another connection, and start afresh once they were stopped`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let order = yard.order("sleep") { $0.disk = Quantity("4Mi") }
                let id = try await driver.create(order)
                await #expect { try await driver.suspend(id) } throws: { "\($0)".contains("the machine is off") }
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                var shell = try await Shell.open(on: id, of: yard)
                #expect(try await shell.say("word=kept; echo on-disk >/dev/vda; echo $word") == ["kept"])
                await shell.close()
                try await driver.pause(id)
                for _ in 0..<2 { try await driver.suspend(id) }
                #expect(try await driver.observe(id)?.power == .suspended)
                await driver.close()

                let next = try await yard.reconnected()
                #expect(try await next.list().map(\.power) == [.suspended])
                for _ in 0..<2 { try await next.start(id) }
                #expect(try await next.observe(id)?.power == .running)
                shell = Shell(try await next.console(id, terminal: TerminalSize(columns: 80, rows: 24)))
                #expect(try await shell.say("echo $word; dd if=/dev/vda bs=7 count=1 2>/dev/null; echo") == ["kept", "on-disk"])
                await shell.close()
                #expect(try await LocalMachine().list(yard.path + "/sleep").allSatisfy { !$0.name.hasPrefix("memory-") })

                try await next.suspend(id)
                try await next.stop(id, grace: .zero)
                #expect(try await next.observe(id)?.power == .stopped)
                try await next.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                await next.close()
            }
        }

        @Test func `are whole when the call was cut short at any step`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let id = try await driver.create(yard.order("cut"))
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                // Before the memory was noted: a paused machine, and what was written is removed by the next connection.
                let bench = Workshop.bench(of: try await driver.existing(id, "look at").uid, in: yard.path)
                try await driver.pause(id)
                try await LocalMachine().makeDirectory(bench)
                await driver.close()
                let second = try await yard.reconnected()
                #expect(try await !LocalMachine().exists(bench))
                // After it was noted, with QEMU still there: the next call ends it, a start reads the memory, a resumption needs none.
                try await second.suspend(id)
                var definition = try await second.existing(id, "look at")
                try await second.launch(definition)
                #expect(try await second.observe(id)?.power == .starting)
                try await second.suspend(id)
                #expect(try await second.observe(id)?.power == .suspended)
                try await second.launch(definition)
                try await second.start(id)
                #expect(try await second.observe(id)?.power == .running)
                definition = try await second.existing(id, "look at")
                #expect(definition.memoryState == "")
                // QEMU killed in the middle of it: the machine is off, nothing is half there.
                let process = try #require(try await second.process(definition, "look at"))
                let suspension = Task { try await second.suspend(id) }
                try await process.kill(on: LocalMachine())
                await #expect(throws: DriverError.self) { try await suspension.value }
                #expect(try await second.observe(id)?.power == .stopped)
                try await second.start(id)
                await second.close()
            }
        }
    }
}
