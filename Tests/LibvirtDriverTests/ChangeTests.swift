import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Machines that somebody else made, and changes.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `What others made` {
    /// A machine as somebody makes it by hand, with what the driver does not know in it.
    private static func stranger(_ name: String) throws -> XMLElement {
        try XMLElement(
            parsing: """
                <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>\(name)</name><description>by hand</description>
                  <metadata><other:note xmlns:other='https://example.org/other'>theirs</other:note></metadata>
                  <memory unit='MiB'>96</memory><vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                  <devices><memballoon model='none'/></devices>
                  <qemu:commandline><qemu:arg value='-name'/><qemu:arg value='theirs'/></qemu:commandline>
                </domain>
                """)
    }

    @Test func `is seen within a second, taken over by an empty plan, and changed only where it has to be`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let changes = try await driver.changes()
            let hand = try await LibvirtConnection.open(yard.daemon.uri)
            let made = ContinuousClock.now
            let uuid = try await hand.define(Self.stranger("theirs"))
            for try await id in changes where id.text == "theirs" { break }
            #expect(made.duration(to: .now) < .seconds(1))
            let seen = try #require(try await driver.list().first { $0.id.text == "theirs" })
            #expect(seen.owner == nil)
            #expect(seen.memory == Quantity("96Mi"))
            #expect(seen.cpuCores == 1)

            var order = yard.order("theirs") {
                $0.image = nil
                $0.memory = seen.memory
                $0.cpuCores = seen.cpuCores
            }
            #expect(try await driver.changes(seen.id, to: order) == [])
            await #expect { try await driver.delete(seen.id, owner: order.uid) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
            #expect(try await driver.update(seen.id, to: order) == [])
            #expect(try await driver.observe(seen.id)?.owner == order.uid)

            order.memory = Quantity("64Mi")
            order.cpuCores = 2
            #expect(try await driver.changes(seen.id, to: order).map(\.difference.field) == ["spec.cpu.cores", "spec.memory"])
            #expect(try await driver.update(seen.id, to: order) == [])
            let document = try XMLElement(parsing: try #require(try await hand.definition(of: .uuid(uuid))))
            #expect(document["description"]?.text == "by hand")
            #expect(document.at("metadata", "other:note")?.text == "theirs")
            #expect(document["qemu:commandline"]?.children.map { $0[attribute: "value"] } == ["-name", "theirs"])
            #expect(document["memory"]?.text == "65536")
            #expect(document["vcpu"]?.text == "2")

            // The second server that claims it is told whose it is.
            await #expect { _ = try await driver.update(seen.id, to: yard.order("theirs") { $0.image = nil }) } throws: {
                "\($0)".contains("it belongs to the instance default/theirs")
            }
            try await driver.delete(seen.id, owner: order.uid)
            #expect(try await hand.domain(.uuid(uuid)) == nil)
            hand.close()
        }
    }

    @Test func `is not taken for the driver's own, nor its name from it`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let hand = try await LibvirtConnection.open(yard.daemon.uri)
            try await hand.define(Self.stranger("taken"))
            let order = yard.order("taken")
            let id = try await driver.create(order)
            #expect(id.text == "taken-\(order.uid.text.prefix(8))")
            #expect(try await driver.observe(NativeID("taken"))?.owner == nil)
            try await driver.delete(id, owner: order.uid)
            try await hand.undefine(.name("taken"))
            hand.close()
        }
    }

    @Test func `changes of a running machine hold at once as far as there is room, and are seen by others`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            var order = yard.order("resize") { $0.memory = Quantity("160Mi") }
            let id = try await driver.create(order)
            try await driver.start(id)
            try await eventually { yard.console(of: id).contains("built-in shell") }
            let before = try #require(try await driver.list().first { $0.id == id }?.settings)
            order.memory = Quantity("128Mi")
            order.cpuCores = 2
            #expect(try await driver.update(id, to: order) == [])
            let hand = try await LibvirtConnection.open(yard.daemon.uri)
            try await eventually { try await hand.statistics(of: .name("resize"))?.memory ?? 0 <= 128 << 20 }
            #expect(try await hand.statistics(of: .name("resize"))?.processors == 2)
            #expect(try await driver.list().first { $0.id == id }?.settings != before)
            order.memory = Quantity("1Gi")
            order.hostname = "other"
            #expect(
                try await driver.changes(id, to: order).filter(\.needsRestart).map(\.difference.field) == ["spec.hostname", "spec.memory"])
            #expect(try await driver.update(id, to: order).sorted() == ["spec.hostname", "spec.memory"])
            order.disk = Quantity("256Mi")
            #expect(try await driver.update(id, to: order).contains("spec.memory"))
            order.disk = Quantity("128Mi")
            await #expect { _ = try await driver.update(id, to: order) } throws: { "\($0)".contains("cannot shrink") }
            try await driver.delete(id, owner: order.uid)
            hand.close()
        }
    }
}
