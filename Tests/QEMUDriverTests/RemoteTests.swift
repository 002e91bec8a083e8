import Foundation
import LoopbackSSH
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    /// A real SSH server on loopback, and QEMU behind it.
    @Suite(.serialized) struct `behind SSH` {
        @Test func `boot, talk on the console, pause, are seen in few commands, stop, and leave nothing but the image`() async throws {
            try await Far.use { (far, yard) async throws in
                let driver = yard.driver
                let order = yard.order("far", network: true)
                let id = try await driver.create(order)
                #expect(try await driver.create(order) == id)
                let images = "\(yard.directory)/state/qemu-images"
                let name = order.image.map { $0.digest.split(separator: ":").joined(separator: "-") }
                #expect(try await LocalMachine().list(images).map(\.name) == [name])
                #expect(try await driver.list().map(\.power) == [.stopped])

                try await driver.start(id)
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let seen = try #require(try await driver.list().first)
                #expect(seen.power == .running)
                #expect(seen.problem == "")
                #expect(try #require(seen.pid) > 1)
                #expect(try #require(seen.usage.memory).value > 32 << 20)
                #expect(seen.startedAt != nil)
                let address = try #require(seen.addresses.first)
                try await yard.wait(for: "tiny: far has the address \(address)", on: id)
                #expect(try await driver.observe(id)?.pid == seen.pid)

                try await driver.pause(id)
                #expect(try await driver.observe(id)?.power == .paused)
                try await driver.resume(id)
                #expect(try await driver.survey().version == driver.facts.version)
                try await Self.talk(driver, id)
                try await driver.stop(id, grace: .seconds(60))
                #expect(try await driver.observe(id)?.power == .stopped)
                #expect(yard.console(of: id).contains("tiny: powering off"))
                try await driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                #expect(try await far.links() == [], "sockets are passed on for as long as it takes to connect")
            }
        }

        private static func talk(_ driver: TCGDriver, _ id: NativeID) async throws {
            let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            try await session.send(Array("\necho he''llo $((40 + 2))\n".utf8))
            var text = ""
            for try await chunk in session.output {
                text += String(decoding: chunk.bytes, as: UTF8.self)
                if text.contains("hello 42") { break }
            }
            await session.terminate()
            let log = try await driver.log(id, tail: 5, follow: false)
            text = ""
            for try await chunk in log.output { text += String(decoding: chunk.bytes, as: UTF8.self) }
            #expect(text.contains("hello 42"))
        }

        @Test func `run on while the connection is lost, count as nothing meanwhile, and are found again`() async throws {
            try await Far.use { (far, yard) async throws in
                let driver = yard.driver
                let id = try await driver.create(yard.order("lost"))
                try await driver.start(id)
                let before = try #require(try await driver.observe(id)?.pid)
                let changes = try await driver.changes()

                await far.server.stop()
                await yard.machine.close()
                await #expect(throws: DriverError.self) { try await driver.list() }
                await #expect {
                    _ = try await driver.observe(id)
                } throws: {
                    guard case DriverError.unreachable = $0 else { return false }
                    return true
                }
                #expect(kill(pid_t(before), 0) == 0)

                let again = try await SSHServer.start(in: far.directory, port: far.server.port)
                #expect(try await driver.list().map(\.pid) == [before])
                #expect(try await driver.list().map(\.power) == [.running])
                kill(pid_t(before), SIGKILL)
                let killed = ContinuousClock.now
                for try await changed in changes {
                    #expect(changed == id)
                    if try await driver.observe(id)?.power == .stopped { break }
                }
                #expect(ContinuousClock.now - killed < .seconds(2))
                await again.stop()
            }
        }

        @Test func `keep logs that never grow beyond their bounds`() async throws {
            try await Far.use { (_, yard) async throws in
                let id = try await yard.driver.create(yard.order("chatty"))
                let directory = yard.driver.directory(id.text)
                try await LocalMachine().check(
                    Command("sh", "-c", #"head -c 5000000 /dev/zero | tr '\0' x >>"$1"; echo end >>"$1""#, "sh", directory.log))
                try await yard.driver.shortenLogsThere()
                #expect(LogFile.length(directory.log) == 0)
                #expect(LogFile.length(directory.olderLog) == TCGDriver.logLimit)
            }
        }

        @Test func `are told of by files that say anything`() {
            let mark = "strata-1"
            let process = "\n\(mark) p 12\nqemu-system-x86_64\n-uuid\nu\n\n\(mark) s\n12 (a) S\n\(mark) m\n1 2 3"
            let text = "\n\(mark) d one\n{}\(process)\n\(mark) d ../two\nx\n\(mark) d three\n"
            let glances = MachineGlance.parse(Array(text.utf8), mark: mark)
            #expect(glances.map(\.name) == ["one", "three"])
            #expect(glances.first?.process == 12)
            #expect(glances.first?.commandLine == ["qemu-system-x86_64", "-uuid", "u"])
            for end in text.utf8.indices { _ = MachineGlance.parse(Array(text.utf8[..<end]), mark: mark) }
            for _ in 0..<100 {
                let noise = (0..<200).map { _ in UInt8.random(in: .min ... .max) }
                #expect(MachineGlance.parse(noise, mark: mark).isEmpty)
            }
        }
    }
}

/// A machine behind an SSH server on loopback, with a yard for machines there.
struct Far: Sendable {
    let directory: String
    let server: SSHServer

    static func use(_ body: (Far, Yard) async throws -> Void) async throws {
        var template = Array("/tmp/strata-ssh-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let server = try await SSHServer.start(in: directory)
        let machine = try await server.machine()
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await Yard.use(on: machine) { (yard) async throws in
                    try await body(Far(directory: directory, server: server), yard)
                })
        } catch {
            result = .failure(error)
        }
        await machine.close()
        await server.stop()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    /// The sockets that lie in the connection's directory, but for its own.
    func links() async throws -> [String] {
        let output = try await LocalMachine().check(Command("find", "\(directory)/c", "-type", "s"))
        return output.text.split(separator: "\n").map(String.init).dropFirst().map(\.self)
    }
}
