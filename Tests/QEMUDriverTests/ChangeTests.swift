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
                order.cpuCores = 8
                order.options["kernelArguments"] = ["extra=1"]
                let waiting = try await driver.update(id, to: order)
                #expect(
                    waiting == [
                        "spec.cpu (this machine was started with room for 4 processors)",
                        "spec.memory (this machine was started without room for more)", "spec.stack.qemu-tcg.kernelArguments",
                    ])
                order.cpuCores = 0.5
                #expect(try await driver.update(id, to: order).contains("spec.cpu") == !driver.groups.has("cpu"))
                order.cpuCores = 8
                #expect(try await driver.update(id, to: order).contains { $0.hasPrefix("spec.cpu ") })
                try await driver.stop(id, grace: .zero)
                try await driver.start(id)
                #expect(try await driver.update(id, to: order) == [])
                let process = try #require(try await driver.process(try await driver.existing(id, "look at"), "look at"))
                #expect(process.processors == 8)
                #expect(process.memory == 160 << 20)
                #expect(try #require(process.value(of: "-append")).hasSuffix(" extra=1"))
            }
        }

        @Test func `get processors, memory and disk while they run, as far as they were started with room for them`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                var order = yard.order("grow") {
                    $0.memory = Quantity("512Mi")
                    $0.cpuCores = 1
                    $0.disk = Quantity("8Mi")
                }
                let id = try await driver.create(order)
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                order.cpuCores = 2
                order.memory = Quantity("768Mi")
                order.disk = Quantity("24Mi")
                for _ in 0..<2 { #expect(try await driver.update(id, to: order) == []) }
                let shell = try await Shell.open(on: id, of: yard)
                let seen = try await shell.say(
                    "cat /sys/devices/system/cpu/present; cat /sys/block/vda/size; ls /sys/bus/memory/devices | wc -l")
                #expect(seen.suffix(3) == ["0-1", "\((24 << 20) / 512)", "6"])
                await shell.close()
                order.memory = Quantity("800Mi")
                #expect(try await driver.update(id, to: order) == ["spec.memory (while it runs it grows in steps of 128Mi)"])
                order.disk = Quantity("16Mi")
                await #expect { _ = try await driver.update(id, to: order) } throws: {
                    "\($0)".contains("it has 24Mi and cannot shrink to 16Mi")
                }
                // What was added is there again when the machine comes back from being suspended.
                try await driver.suspend(id)
                try await driver.start(id)
                let again = try await Shell.open(on: id, of: yard)
                #expect(
                    try await again.say("cat /sys/devices/system/cpu/present; ls /sys/bus/memory/devices | wc -l").suffix(2) == [
                        "0-1", "6",
                    ])
                await again.close()
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
