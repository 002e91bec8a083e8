import StrataAPI
import StrataDriverKit
import Testing
import VSphereCenter
import VSphereDriver
import VSphereSimulator

/// What machines use, by the server's performance counters.
@Suite(.timeLimit(.minutes(3))) struct UsageTests {
    @Test func `what a machine that runs uses is told from the second list on, and nothing of one that is off`() async throws {
        try await Yard.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "on"), Inventory.NewMachine(name: "off")]
            inventory.machines[1].isRunning = false
        } _: { (yard) async throws in
            #expect(try await yard.machine("on")?.usage.cores == nil)
            let usage = try #require(try await yard.machine("on")?.usage)
            // The simulator makes numbers up; the processors of one machine are its bound.
            #expect(usage.cores.map { $0 > 0 && $0 <= 64 } ?? false, "\(usage)")
            for rate in [usage.diskRead, usage.diskWritten, usage.networkReceived, usage.networkSent] {
                #expect(rate.map { $0.value > 0 && $0.value % 1024 == 0 } ?? false, "\(usage)")
            }
            let off = try #require(try await yard.machine("off")?.usage)
            #expect(off == Instance.Usage())
            _ = yard.center.simulator.takeCounts()
            _ = try await yard.driver.list()
            let asked = yard.center.simulator.takeCounts()["QueryPerf"]
            #expect(asked == nil, "samples are not asked for more often than the server takes them")
        }
    }

    @Test func `of very many machines some are asked for at each list, in turn`() async throws {
        try await Yard.run { inventory in
            inventory.machines = (0..<600).map { Inventory.NewMachine(name: "vm-\($0)") }
        } _: { (yard) async throws in
            var measured: [Int] = []
            for _ in 0..<4 { measured.append(try await yard.driver.list().filter { $0.usage.cores != nil }.count) }
            #expect(measured == [0, 256, 512, 600])
        }
    }

    @Test func `a machine that goes while it is asked for makes no list fail`() async throws {
        try await Yard.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "stays")]
        } _: { (yard) async throws in
            let order = try yard.order("goes")
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            // From here on the machine is known to run.
            #expect(try await yard.driver.list().count == 2)
            let other = try await VSphereDriver.connect(yard.center.connection())
            try await other.stop(id, grace: .zero)
            try await other.delete(id, owner: order.uid)
            await other.close()
            for isMeasured in [false, true] {
                let list = try await yard.driver.list()
                #expect(list.map(\.name) == ["stays"] && (list[0].usage.cores != nil) == isMeasured)
            }
        }
    }
}
