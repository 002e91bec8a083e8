import StrataAPI
import StrataDriverKit
import StrataImages
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `of another architecture` {
        @Test func `boot, take their address and power off as any other`() async throws {
            try await Yard.use { (yard) async throws in
                let foreign = yard.driver.facts.architecture == "aarch64" ? ("amd64", "x86_64") : ("arm64", "aarch64")
                let image = try await #require(TinyImage.library).prepare(source: "tiny/\(foreign.0)")
                #expect(image.architecture == foreign.0)
                let order = yard.order("foreign", network: true, image: image) { $0.memory = nil }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let seen = try #require(try await yard.driver.observe(id))
                #expect(seen.memory == Quantity("256Mi"))
                try await yard.wait(for: "tiny: foreign has the address \(try #require(seen.addresses.first))", on: id)
                let session = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
                try await session.send(Array("\nuname -m\n".utf8))
                try await yard.wait(for: "\n\(foreign.1)", on: id)
                await session.terminate()
                // The board has a power button of which this kernel knows nothing; the agent's line does it.
                try await eventually { try await yard.driver.agentListens(id, try await yard.driver.existing(id, "look at"), "look at") }
                try await yard.driver.stop(id, grace: .seconds(20))
                #expect(yard.console(of: id).contains("tiny: powering off"))
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }
    }
}
