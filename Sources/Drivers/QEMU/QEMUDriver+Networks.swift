import QMP
import StrataAPI
import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

extension QEMUDriver: Attaching {
    /// A machine's cards, but for those that were given no address yet. Changes nothing.
    func cards(of definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> [MachineCard] {
        let places = definition.places
        let leases = places.isEmpty ? [] : try await attachments.leases(of: definition.uid, on: places, attempt, definition.name)
        // Without one of its leases it is not known whose the others are.
        return places.count == leases.count ? Self.cards(definition, places, leases) : []
    }

    static func cards(_ definition: MachineDefinition, _ places: [CardPlace], _ leases: [NetworkLease]) -> [MachineCard] {
        zip(places, leases).map { MachineCard(definition, network: $0.network, mac: $1.mac, bridge: $1.bridge) }
    }

    /// Puts a card's device on its bridge.
    func putOnBridge(_ card: MachineCard, _ id: NativeID) async throws(DriverError) {
        try await place.check(
            Command("ip", "link", "set", "dev", card.tap, "master", card.bridge, "up"), "connect to the network", id.text)
    }

    /// Plugs network cards into a running machine and pulls out those that it should not have, which its guest must agree to.
    ///
    /// - Returns: false where the next start has to do it.
    func syncCards(
        _ cards: [MachineCard], _ monitor: QMPClient, _ id: NativeID, _ platform: Platform
    ) async throws(DriverError) -> Bool {
        let attempt = "change the network cards of"
        let present = try await plugged(monitor, id, attempt).filter { $0.hasPrefix("card-") }
        for device in present {
            if let card = cards.first(where: { $0.device == device }) {
                let mac = try await ask(
                    monitor, "qom-get", id, attempt, ["path": .string("/machine/peripheral/\(device)"), "property": "mac"])
                if mac.string == card.mac { continue }
            }
            guard try await unplug(device, monitor, id, attempt) else { return false }
            _ = try? await ask(monitor, "netdev_del", id, attempt, ["id": .string("net-" + device.dropFirst("card-".count))])
        }
        let left = try await plugged(monitor, id, attempt)
        for card in cards where !left.contains(card.device) {
            let port = try await freePort(platform, monitor, id, attempt)
            guard port != nil || !platform.hasSparePorts else { return false }
            // One that a call left which was cut short.
            _ = try? await ask(monitor, "netdev_del", id, attempt, ["id": .string(card.other)])
            try await ask(monitor, "netdev_add", id, attempt, card.netDevice)
            try await putOnBridge(card, id)
            try await ask(monitor, "device_add", id, attempt, card.device(on: platform, port: port))
        }
        return true
    }

    /// The devices of a running machine that have names, by them.
    func plugged(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> Set<String> {
        let list = try await ask(monitor, "qom-list", id, attempt, ["path": "/machine/peripheral"])
        return Set((list.array ?? []).compactMap { $0["name"]?.string })
    }

    /// Refuses to take a running machine's memory elsewhere when network cards or volumes were plugged in or pulled out since its start: what takes the memory
    /// over is made from the arguments of that start.
    func requireDevicesOfStart(
        _ monitor: QMPClient, _ id: NativeID, _ process: RunningProcess, _ attempt: String
    ) async throws(DriverError) {
        func isAttachment(_ name: String) -> Bool { name.hasPrefix("card-") || name.hasPrefix("vol-") }
        let atStart = process.arguments.flatMap { $0.split(separator: ",") }.filter { $0.hasPrefix("id=") }.map { String($0.dropFirst(3)) }
        guard Set(atStart.filter(isAttachment)) == (try await plugged(monitor, id, attempt)).filter(isAttachment) else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "a network or volume was attached to it or detached from it since its start",
                    hint: "Restart it first, or do it while it is stopped"))
        }
    }

    /// A port of the board in which nothing is; nil where there is none, or the board has none.
    func freePort(_ platform: Platform, _ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> String? {
        guard platform.hasSparePorts else { return nil }
        return SparePorts.free(in: try await ask(monitor, "query-pci", id, attempt))
    }

    /// Asks the guest to let go of a device.
    ///
    /// - Returns: false when the device is a part of the board, or the guest has not within some seconds.
    func unplug(_ device: String, _ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> Bool {
        do throws(DriverError) {
            try await ask(monitor, "device_del", id, attempt, ["id": .string(device)])
        } catch .refused {
            // Not on a port, or being unplugged already: then it is about to go.
        }
        let end = ContinuousClock.now + Self.unplugging
        while try await plugged(monitor, id, attempt).contains(device) {
            guard ContinuousClock.now < end else { return false }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { throw .cancelled }
        }
        return true
    }

    /// How long a guest is given to let go of a device. One without ACPI blinks for five seconds first (PCI Express, "Attention Button").
    private static var unplugging: Duration { .seconds(8) }
}
