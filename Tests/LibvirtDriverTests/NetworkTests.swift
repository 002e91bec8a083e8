import Foundation
import Libvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Networks of Strata's as libvirt's, with its firewall and dnsmasq.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard, .enabled(if: Yard.hasFirewall))
struct `Networks of libvirt's` {
    private func network(_ change: (inout NetworkOrder) -> Void = { _ in }) -> NetworkOrder {
        var order = NetworkOrder(uid: .random(), name: ObjectName(namespace: "default", name: "lan"), domain: "lan.test")
        change(&order)
        return order
    }

    @Test func `give a machine the address that libvirt's own DHCP server then keeps for it`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = network { $0.subnet = "10.199.7.0/24" }
            let made = try await driver.keepNetwork(order)
            #expect([made.subnet, made.gateway, made.domain] == ["10.199.7.0/24", "10.199.7.1", "lan.test"])
            let first = yard.order("first") { $0.networks = [CardOrder(network: order), CardOrder(network: nil)] }
            await #expect { _ = try await driver.create(first) } throws: { "\($0)".contains("the site has none") }
            let machine = yard.order("first") { $0.networks = [CardOrder(network: order, address: "10.199.7.20")] }
            let id = try await driver.create(machine)
            let any = yard.order("any") { $0.networks = [CardOrder(network: order)] }
            let other = try await driver.create(any)
            let seen = try await driver.keepNetwork(order)
            #expect(seen.leases.map(\.address) == ["10.199.7.2", "10.199.7.20"])
            #expect(seen.leases.map(\.domainName) == ["any.lan.test", "first.lan.test"])
            #expect(seen.leases.map(\.owner) == [any.uid, machine.uid])
            try await driver.start(id)
            // The DHCP client in the guest asks for what dnsmasq keeps for the card.
            try await eventually { try await driver.observe(id)?.addresses == ["10.199.7.20"] }
            try await driver.delete(other, owner: any.uid)
            #expect(try await driver.keepNetwork(order).leases.map(\.owner) == [machine.uid])
            let kept = try #require(try await driver.network(order.uid, driver.site.connection("t", "t"), "t", "t"))
            #expect(kept.entries.map(\.address) == ["10.199.7.20"])
            try await driver.delete(id, owner: machine.uid)
            try await driver.removeNetwork(order.uid)
            #expect(try yard.files() == [])
        }
    }

    @Test(arguments: [(false, true, true), (true, false, false), (false, false, true)])
    func `are isolated, routed, and without DHCP`(isIsolated: Bool, nat: Bool, dhcp: Bool) async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = network { ($0.isIsolated, $0.nat, $0.dhcp) = (isIsolated, nat, dhcp) }
            _ = try await driver.keepNetwork(order)
            let connection = try await driver.site.connection("t", "t")
            let kept = try #require(try await driver.network(order.uid, connection, "t", "t"))
            #expect(kept.network.definition["forward"]?[attribute: "mode"] == (isIsolated ? nil : nat ? "nat" : "route"))
            #expect(kept.hasDHCP == dhcp)
            let machine = yard.order("on-\(isIsolated)-\(nat)-\(dhcp)") { $0.networks = [CardOrder(network: order)] }
            let id = try await driver.create(machine)
            #expect(try await driver.create(machine) == id)
            #expect(try await driver.keepNetwork(order).leases.count == 1)
            var changed = order
            changed.isIsolated.toggle()
            #expect(try await driver.keepNetwork(changed).warnings == [])
            if dhcp, !nat {
                try await driver.start(id)
                #expect(try await driver.keepNetwork(order).warnings.count == 1)
            }
            try await driver.delete(id, owner: machine.uid)
            for _ in 0..<2 { try await driver.removeNetwork(order.uid) }
        }
    }

    @Test func `give back what a call that was killed had reserved, and make again what somebody removed`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = network()
            _ = try await driver.keepNetwork(order)
            let connection = try await driver.site.connection("t", "t")
            let kept = try #require(try await driver.network(order.uid, connection, "t", "t"))
            let address = try #require(kept.subnet?.hosts.lowerBound.text)
            let orphan = KeptNetwork.Entry(mac: "52:54:00:aa:bb:cc", address: address, hostname: "gone")
            try await connection.update(kept.network.name, .dhcpHost, adding: kept.element(orphan))
            _ = try await driver.keepNetwork(order)
            let after = try #require(try await driver.network(order.uid, connection, "t", "t"))
            #expect(after.entries == [])

            let machine = yard.order("stays") { $0.networks = [CardOrder(network: order)] }
            let id = try await driver.create(machine)
            let made = try #require(try await driver.network(order.uid, connection, "t", "t"))
            try await connection.update(kept.network.name, .dhcpHost, removing: made.element(try #require(made.entries.first)))
            try await connection.stopNetwork(kept.network.name)
            _ = try await driver.keepNetwork(order)
            _ = try await driver.keepNetwork(order)
            #expect(try await driver.network(order.uid, connection, "t", "t")?.entries == made.entries)
            try await driver.delete(id, owner: machine.uid)
            try await driver.removeNetwork(order.uid)
        }
    }

    @Test func `refuse subnets that are another's`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = network { $0.subnet = "10.198.0.0/16" }
            _ = try await driver.keepNetwork(order)
            await #expect { _ = try await driver.keepNetwork(network { $0.subnet = "10.198.3.0/24" }) } throws: {
                "\($0)".contains("overlaps 10.198.0.0/16")
            }
            // The host itself reaches this one by its loopback.
            let taken = network { $0.subnet = "127.0.0.0/8" }
            await #expect(throws: DriverError.self) { _ = try await driver.keepNetwork(taken) }
            try await driver.removeNetwork(taken.uid)
            await #expect {
                var other = order
                other.subnet = "10.197.0.0/24"
                _ = try await driver.keepNetwork(other)
            } throws: { "\($0)".contains("cannot become 10.197.0.0/24") }
            try await driver.removeNetwork(order.uid)
        }
    }
}
