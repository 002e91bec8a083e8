import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `compared with what they should be` {
        @Test func `show each field that an update would change, and what waits for a restart`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                var order = yard.order("compared") { $0.cpuCores = 1 }
                let id = try await driver.create(order)
                order.image = nil
                #expect(try await driver.changes(id, to: order) == [])
                let before = try #require(try await driver.observe(id)?.settings)
                order.memory = Quantity("0.25Gi")
                order.hostname = "other"
                #expect(
                    try await driver.changes(id, to: order) == [
                        SettingChange("spec.hostname", wanted: "other", found: "compared", needsRestart: false),
                        SettingChange("spec.memory", wanted: "256Mi", found: "128Mi", needsRestart: false),
                    ])
                #expect(try await driver.observe(id)?.settings == before)
                _ = try await driver.update(id, to: order)
                #expect(try await driver.changes(id, to: order) == [])
                #expect(try await driver.observe(id)?.settings != before)
            }
        }

        @Test func `tell how they ended, and can be taken over while they run when they are nobody's`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let made = yard.order("orphan")
                let id = try await driver.create(made)
                try await driver.start(id)
                var definition = try await driver.existing(id, "look at")
                definition.owner = nil
                definition.instance = ""
                try await LocalMachine().write(driver.directory(id.text).definition, definition.bytes)
                let seen = try #require(try await driver.observe(id))
                #expect(seen.owner == nil && seen.power == .running && seen.pid != nil)
                await #expect(throws: DriverError.self) { try await driver.delete(id, owner: made.uid) }

                var order = yard.order("orphan")
                order.image = nil
                order.memory = seen.memory
                let changes = try await driver.changes(id, to: order)
                #expect(changes == [])
                #expect(try await driver.update(id, to: order) == [])
                let taken = try #require(try await driver.observe(id))
                #expect(taken.owner == order.uid && taken.pid == seen.pid && taken.exit == nil)
                #expect(try await driver.changes(id, to: order) == [])

                var theirs = yard.order("orphan")
                theirs.image = nil
                let other = theirs
                await #expect(throws: DriverError.self) { _ = try await driver.update(id, to: other) }
                try await LocalMachine().check(Command("kill", "-9", "\(try #require(seen.pid))"))
                try await eventually { try await driver.observe(id)?.power == .stopped }
                #expect(try await driver.observe(id)?.exit?.reason == "Killed")

                try await LocalMachine().write(driver.directory(id.text).log, [])
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                #expect(try await driver.observe(id)?.exit == nil)
                let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
                try await session.send(Array("\npoweroff -f\n".utf8))
                try await eventually { try await driver.observe(id)?.power == .stopped }
                #expect(try await driver.observe(id)?.exit?.reason == "Completed")
                await session.terminate()
                try await driver.delete(id, owner: order.uid)
                for uid in [definition.uid, order.uid] { #expect(try await yard.traces(of: uid) == []) }
            }
        }
    }
}
