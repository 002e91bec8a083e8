import LoopbackSSH
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// libvirt on a machine behind SSH, and accelerators that are offered.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `libvirt elsewhere` {
    @Test func `is reached over the Site's own SSH connection, with console and log`() async throws {
        let yard = try Yard.current
        try await LocalMachine().makeDirectory("\(yard.directory)/ssh")
        let server = try await SSHServer.start(in: "\(yard.directory)/ssh")
        do {
            let machine = try await server.machine()
            let driver = try await LibvirtDriver.connect(
                SiteConnection(
                    site: "far", machine: machine,
                    options: ["uri": .string(yard.daemon.uri), "path": .string("\(yard.directory)/pool"), "accelerator": "tcg"],
                    stateDirectory: "\(yard.directory)/state"))
            let order = yard.order("far")
            let id = try await driver.create(order)
            try await driver.start(id)
            try await eventually { yard.console(of: id).contains("built-in shell") }
            let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            try await session.send(Array("\necho be''gin-far\n".utf8))
            var text = ""
            for try await chunk in session.output {
                text += String(decoding: chunk.bytes, as: UTF8.self)
                if text.contains("begin-far") { break }
            }
            await session.terminate()
            let log = try await driver.log(id, tail: 1, follow: false)
            for try await _ in log.output {}
            #expect(try await log.exit == .exited(0))
            await #expect { _ = try await driver.screen(id) } throws: { if case DriverError.unavailable = $0 { true } else { false } }
            #expect(try await driver.survey().support[.screen]?.isUsable == false)
            try await driver.delete(id, owner: order.uid)
            await driver.close()
            await machine.close()
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test func `an accelerator is chosen under which a guest runs, whatever libvirt offers`() async throws {
        let yard = try Yard.current
        let driver = try await yard.connect { $0["accelerator"] = "auto" }
        let order = yard.order("auto")
        let id = try await driver.create(order)
        try await driver.start(id)
        try await eventually { yard.console(of: id).contains("tiny: started") }
        if driver.facts.domainType == "qemu", driver.facts.guests[driver.facts.architecture]?.contains("kvm") ?? false {
            #expect(driver.facts.remark.hasPrefix("KVM is offered, but "))
        }
        try await driver.delete(id, owner: order.uid)
        #expect(try await driver.list().allSatisfy { !$0.id.text.hasPrefix("strata-trial-") })
        await driver.close()
    }

    @Test(arguments: [
        ("qemu:///system", "qemu+unix:///system", "/run/libvirt/virtqemud-sock"),
        ("lxc:///system", "lxc+unix:///system", "/run/libvirt/virtlxcd-sock"),
        ("qemu+unix:///system?socket=/s", "qemu+unix:///system", "/s"),
    ])
    func `sockets of local URIs are known`(uri: String, through: String, socket: String) throws {
        let found = try #require(DaemonSocket.uri(uri))
        #expect(found.through == through)
        #expect(found.sockets.first == socket)
    }

    @Test(arguments: ["qemu+ssh://host/system", "test:///default", "qemu:///session", "esx://host", "qemu:///system?x=y", ""])
    func `other URIs are libvirt's own affair`(uri: String) {
        #expect(DaemonSocket.uri(uri) == nil)
    }
}
