import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `that cannot be` {
        @Test func `are refused with a sentence, and nothing is left of them`() async throws {
            try await Yard.use { (yard) async throws in
                var container = yard.image
                container.form = .rootFileSystem
                container.type = .container
                var foreign = yard.image
                foreign.architecture = "m68k"
                let orders: [(Order, String)] = [
                    (yard.order(image: container), "not a virtual machine's"),
                    (yard.order { $0.type = .container }, "QEMU runs virtual machines"),
                    (yard.order { $0.command = ["sh"] }, "spec.command"), (yard.order { $0.environment = ["A": "b"] }, "spec.environment"),
                    (yard.order { $0.processes = 3 }, "spec.processes"), (yard.order(image: foreign), "no QEMU for guests of m68k"),
                    (yard.order { $0.ports = [Instance.Port(port: 1, hostPort: 18_096)] }, "without a network"),
                    (yard.order { $0.options["cpuModel"] = "max,evil=on" }, "cpuModel"),
                    (yard.order { $0.options["nonsense"] = true }, "nonsense"), (yard.order { $0.hostname = "a b" }, "host name"),
                    (yard.order { $0.uid = UID("../../../etc") }, "UUID"),
                    (yard.order { $0.options["firmware"] = "uefi" }, "started by its kernel"),
                    (yard.order { $0.options["cloudInit"] = ["userData": "rm -rf /"] }, "must begin with #cloud-config"),
                    (yard.order { $0.options["cloudInit"] = ["sshAuthorizedKeys": ["ssh-rsa A\nB: c"]] }, "one line"),
                ]
                for (order, words) in orders {
                    await #expect { _ = try await yard.driver.create(order) } throws: { error in
                        if case DriverError.refused = error { "\(error)".contains(words) } else { false }
                    }
                }
                #expect(try await yard.driver.list() == [])
            }
        }

        @Test func `or are another's are left alone`() async throws {
            try await Yard.use { (yard) async throws in
                let (first, second) = (yard.order("same"), yard.order("same"))
                let one = try await yard.driver.create(first)
                let two = try await yard.driver.create(second)
                #expect(one.text == "same")
                #expect(two.text == "same-\(second.uid.text.prefix(8))")
                await #expect { try await yard.driver.delete(one, owner: second.uid) } throws: {
                    if case DriverError.notOwned = $0 { true } else { false }
                }
                #expect(try await yard.driver.list().map(\.id) == [one, two])
                // A copy of a machine is nobody's.
                try await LocalMachine().check(Command("cp", "-a", "\(yard.path)/same", "\(yard.path)/copy"))
                #expect(try await yard.driver.observe(NativeID("copy"))?.owner == nil)
                await #expect { try await yard.driver.delete(NativeID("copy"), owner: first.uid) } throws: {
                    if case DriverError.notOwned = $0 { true } else { false }
                }
            }
        }

        @Test func `or are not there are said to be missing`() async throws {
            try await Yard.use { (yard) async throws in
                let id = NativeID("nobody")
                for call in [
                    { try await yard.driver.start(id) }, { try await yard.driver.stop(id, grace: .zero) },
                    { try await yard.driver.pause(id) },
                    { _ = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24)) },
                    { _ = try await yard.driver.log(id, tail: nil, follow: false) },
                ] as [() async throws -> Void] {
                    await #expect { try await call() } throws: { if case DriverError.notFound = $0 { true } else { false } }
                }
                try await yard.driver.delete(id, owner: .random())
                #expect(try await yard.driver.observe(NativeID("../../etc")) == nil)
            }
        }

        @Test func `because QEMU refuses are refused in QEMU's words, and stay stopped`() async throws {
            try await Yard.use { (yard) async throws in
                let order = yard.order("lame") { $0.options["cpuModel"] = "no-such-processor" }
                let id = try await yard.driver.create(order)
                await #expect { try await yard.driver.start(id) } throws: { "\($0)".contains("no-such-processor") }
                #expect(try await yard.driver.observe(id)?.power == .stopped)
                await #expect { try await yard.driver.pause(id) } throws: { "\($0)".contains("not running") }
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test func `and what a killed server left half done goes with the next connection`() async throws {
            try await Yard.use { (yard) async throws in
                let order = yard.order("half", network: true)
                let bench = Workshop.bench(of: order.uid, in: yard.path)
                try await LocalMachine().makeDirectory(bench, mode: 0o700)
                try await LocalMachine().write("\(bench)/kernel", [1], mode: 0o600)
                var definition = MachineDefinition()
                definition.uid = order.uid
                definition.hostname = "half"
                try await yard.driver.connectNetwork(definition, "create")
                #expect(try await !yard.traces(of: order.uid).isEmpty)
                let next = try await yard.reconnected()
                #expect(try await yard.traces(of: order.uid) == [])
                #expect(next.leftovers == "")
                await next.close()
            }
        }

        @Test func `a number in a stale file is believed to be nobody's machine`() async throws {
            try await Yard.use { (yard) async throws in
                let id = try await yard.driver.create(yard.order("stale"))
                let directory = yard.driver.directory(id.text)
                for text in ["\(getpid())\n", "1\n", "999999999\n", "-1\n", "nonsense", ""] {
                    try await LocalMachine().write(directory.process, Array(text.utf8), mode: 0o600)
                    #expect(try await yard.driver.observe(id)?.power == .stopped)
                }
                try await LocalMachine().write(directory.process, Array("\(getpid())\n".utf8), mode: 0o600)
                try await LocalMachine().write(directory.monitor, [], mode: 0o600)
                try await yard.driver.stop(id, grace: .zero)
                #expect(kill(getpid(), 0) == 0)
                try await yard.driver.start(id)
                #expect(try await yard.driver.observe(id)?.power == .running)
            }
        }
    }
}
