import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Containers of libvirt's own, which are taken in and not made.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(5)), .yard) struct `Containers of libvirt's` {
    /// Argument: a directory for the root file system.
    private static let making = #"""
        set -e; mkdir -p "$1/bin" "$1/proc" "$1/sys" "$1/dev" "$1/tmp"; cp /bin/busybox "$1/bin/"
        ln -sf busybox "$1/bin/sh"; printf '#!/bin/sh\nexec /bin/busybox sleep 600\n' >"$1/bin/init"; chmod 755 "$1/bin/init"
        """#

    @Test func `are shown, started, held, taken over and stopped`() async throws {
        let yard = try Yard.current
        let root = "\(yard.directory)/root"
        try await LocalMachine().check(Command("sh", "-c", Self.making, "sh", root))
        let uri = "lxc+unix:///system?socket=\(yard.daemon.socket)"
        let hand: LibvirtConnection
        do {
            hand = try await LibvirtConnection.open(uri)
        } catch {
            try Test.cancel("libvirt's driver for containers is not installed: \(error)")
        }
        try await hand.define(
            XMLElement(
                parsing: """
                    <domain type='lxc'><name>box</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
                    <os><type>exe</type><init>/bin/init</init></os>
                    <devices><filesystem type='mount'><source dir='\(root)'/><target dir='/'/></filesystem><console type='pty'/></devices></domain>
                    """))
        let driver = try await yard.connect { $0["uri"] = .string(uri) }
        let id = NativeID("box")
        let seen = try #require(try await driver.list().first { $0.id == id })
        #expect(seen.type == .container)
        #expect(seen.power == .stopped)
        do {
            try await driver.start(id)
        } catch {
            try await hand.undefine(.name("box"))
            hand.close()
            await driver.close()
            try Test.cancel("containers do not start here: \(error)")
        }
        #expect(try await driver.list().first { $0.id == id }?.power == .running)
        try await driver.pause(id)
        #expect(try await driver.observe(id)?.power == .paused)
        try await driver.resume(id)
        var order = yard.order("box") {
            $0.image = nil
            $0.memory = seen.memory
            $0.cpuCores = seen.cpuCores
        }
        order.type = .container
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await driver.observe(id)?.owner == order.uid)
        await #expect { _ = try await driver.create(yard.order("made")) } throws: { "\($0)".contains("are not made through this driver") }
        try await driver.stop(id, grace: .seconds(2))
        #expect(try await driver.observe(id)?.power == .stopped)
        try await driver.delete(id, owner: order.uid)
        #expect(try await hand.domain(.name("box")) == nil)
        hand.close()
        await driver.close()
    }
}
