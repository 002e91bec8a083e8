import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `while they run` {
        @Test func `give memory back at once, and wait for the next start to get more`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                var order = yard.order("resize")
                order.cpuCores = 1
                let id = try await driver.create(order)
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                order.image = nil
                order.memory = Quantity("96Mi")
                #expect(try await driver.update(id, to: order) == [])
                let monitor = try await driver.runningMonitor(id, "look at")
                try await eventually { try await driver.ask(monitor, "query-balloon", id, "look at")["actual"]?.int == 96 << 20 }
                #expect(try await driver.observe(id)?.memory == Quantity("96Mi"))

                order.memory = Quantity("160Mi")
                order.cpuCores = 2
                order.options["kernelArguments"] = ["extra=1"]
                #expect(try await driver.update(id, to: order) == ["spec.cpu", "spec.memory", "spec.stack.qemu-tcg.kernelArguments"])
                order.cpuCores = 0.5
                #expect(try await driver.update(id, to: order).contains("spec.cpu") == !driver.groups.has("cpu"))
                order.cpuCores = 2
                #expect(try await driver.update(id, to: order).contains("spec.cpu"))
                try await driver.stop(id, grace: .zero)
                try await driver.start(id)
                #expect(try await driver.update(id, to: order) == [])
                let process = try #require(try await driver.process(try await driver.existing(id, "look at"), "look at"))
                #expect(process.processors == 2)
                #expect(process.memory == 160 << 20)
                #expect(try #require(process.value(of: "-append")).hasSuffix(" extra=1"))
            }
        }

        @Test func `are bounded by control groups where there are any`() async throws {
            try await Yard.use { (yard) async throws in
                try #require(yard.driver.groups.has("memory"), "this host has no control groups to keep limits with")
                let order = yard.order("bounded") { $0.cpuCores = 0.5 }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                let pid = try #require(try await yard.driver.observe(id)?.pid)
                let groups = String(decoding: try #require(try await LocalMachine().read("/proc/\(pid)/cgroup")), as: UTF8.self)
                #expect(groups.contains("/strata/\(order.uid.text)"))
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test func `keep a log that never grows beyond its bounds`() async throws {
            try await Yard.use { (yard) async throws in
                let id = try await yard.driver.create(yard.order("chatty"))
                try await yard.driver.start(id)
                let directory = yard.driver.directory(id.text)
                // As much as no guest says in a test's time, written as QEMU does.
                try await LocalMachine().check(
                    Command("sh", "-c", #"head -c 5000000 /dev/zero | tr '\0' x >>"$1"; echo end >>"$1""#, "sh", directory.log))
                _ = try await yard.driver.list()
                #expect(LogFile.length(directory.log) < TCGDriver.logLimit)
                #expect(LogFile.length(directory.olderLog) == TCGDriver.logLimit)
                let log = try await yard.driver.log(id, tail: 1000, follow: false)
                var text = ""
                for try await chunk in log.output { text += String(decoding: chunk.bytes, as: UTF8.self) }
                #expect(text.contains("xend"))
                try await yard.wait(for: "tiny: started", on: id)
            }
        }
    }
}
