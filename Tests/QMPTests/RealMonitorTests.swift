import StrataAPI
import StrataDriverKit
import Testing

@testable import QMP

/// Needs `qemu-system-x86_64`. The machine has no processor and no memory, and starts at once.
@Suite(.timeLimit(.minutes(5))) struct `QEMU's own monitor` {
    private func withMachine(_ body: (String) async throws -> Void) async throws {
        try await withDirectory { (directory) async throws in
            let arguments = ["-M", "none", "-nodefaults", "-display", "none", "-S", "-qmp", "unix:\(directory)/qmp,server=on,wait=off"]
            let session = try await LocalMachine().open(Command(executable: "qemu-system-x86_64", arguments: arguments))
            session.endInput()
            let end = ContinuousClock.now + .seconds(30)
            while try await !LocalMachine().exists("\(directory)/qmp") {
                try #require(ContinuousClock.now < end, "QEMU did not start")
                try await Task.sleep(for: .milliseconds(5))
            }
            do {
                try await body("\(directory)/qmp")
                await session.terminate()
            } catch {
                await session.terminate()
                throw error
            }
        }
    }

    @Test func `answers, refuses, tells of events and serves the next client`() async throws {
        try await withMachine { (path) async throws in
            let first = try await QMPClient.connect(to: path, eventLimit: 64, deadline: .seconds(20))
            #expect(first.greeting.version.split(separator: ".").count == 3)
            #expect(try await first.execute("query-status")["status"] == "prelaunch")
            await fails {
                try await first.execute("no-such-command")
            } _: { error in
                if case .refused("no-such-command", .commandNotFound, _) = error { true } else { false }
            }
            await fails {
                try await first.execute("balloon", ["value": 1])
            } _: { error in
                if case .refused("balloon", .deviceNotActive, _) = error { true } else { false }
            }
            // The longest answer there is.
            #expect(try #require(try await first.execute("query-qmp-schema").array).count > 500)
            try await first.execute("cont")
            var events = first.events.makeAsyncIterator()
            #expect(await events.next()?.name == "RESUME")
            await fails {
                _ = try await QMPClient.connect(to: path, deadline: .milliseconds(300))
            } _: { error in
                if case .timedOut = error { true } else { false }
            }
            await first.close()
            let second = try await QMPClient.connect(to: path, eventLimit: 64, deadline: .seconds(20))
            try await second.execute("quit")
            var last = second.events.makeAsyncIterator()
            let event = try #require(await last.next())
            #expect(event.name == "SHUTDOWN")
            #expect(event.data["reason"] == "host-qmp-quit")
            #expect(try #require(event.time).seconds > 1_700_000_000)
            #expect(await last.next() == nil)
        }
    }

    @Test func `that is not there is told from one that does not answer`() async throws {
        try await withDirectory { (directory) async throws in
            await fails {
                _ = try await QMPClient.connect(to: "\(directory)/none")
            } _: {
                if case .unreachable = $0 { true } else { false }
            }
            let long = "/tmp/" + String(repeating: "x", count: 200)
            await fails {
                _ = try await QMPClient.connect(to: long)
            } _: {
                if case .unreachable = $0 { true } else { false }
            }
        }
    }
}
