import StrataAPI
import StrataDriverKit

extension Contract {
    static let networking: [Contract] = [
        Contract(
            "networks", .networks,
            "A network is made once for one UID, gives a machine the address that is asked for, and stays until no machine is on it."
        ) { stage in
            let driver = try stage.able((any NetworkKeeping).self)
            let order = stage.network()
            let made = try await driver.keepNetwork(order)
            let again = try await driver.keepNetwork(order)
            try stage.expectEqual(
                [again.bridge, again.subnet, again.gateway], [made.bridge, made.subnet, made.gateway], "a second call's network")
            let address = try stage.address(in: made)
            let (instance, id) = try await stage.attached("a") { $0.networks = [CardOrder(network: order, address: address)] }
            try await driver.start(id)
            let leases = try await driver.keepNetwork(order).leases.filter { $0.owner == instance.metadata.uid }
            try stage.expectEqual(leases.map(\.address), [address], "the addresses of the machine")
            try await stage.expectRefusal("removing a network that a machine is on", .refused) { try await driver.removeNetwork(order.uid) }
            try stage.expectEqual(try await stage.power(id), .running, "the power afterwards")
            try await driver.delete(id, owner: instance.metadata.uid)
            for _ in 0..<2 { try await driver.removeNetwork(order.uid) }
        },
        Contract("networks.change", .networks, "A machine is put on a further network and taken off it by a change of its order.") {
            stage in
            let driver = try stage.able((any NetworkKeeping).self)
            let changing = try stage.able((any Reconfiguring).self)
            let network = stage.network()
            _ = try await driver.keepNetwork(network)
            let (instance, id) = try await stage.running()
            func leases() async throws -> Int {
                let kept = try await driver.keepNetwork(network)
                return kept.leases.filter { $0.owner == instance.metadata.uid }.count
            }
            var order = stage.order(instance)
            order.image = nil
            order.networks = [CardOrder(), CardOrder(network: network)]
            for _ in 0..<2 { _ = try await changing.update(id, to: order) }
            try stage.expectEqual(try await leases(), 1, "the number of its addresses on the network")
            order.networks = []
            _ = try await changing.update(id, to: order)
            try stage.expectEqual(try await leases(), 0, "the number of its addresses once it is off the network")
            try stage.expectEqual(try await stage.power(id), .running, "the power afterwards")
        },
        Contract("networks.illegal", .networks, "Addresses that are outside of the network, or another's, are refused, and leave nothing.")
        {
            stage in
            let driver = try stage.able((any NetworkKeeping).self)
            let network = stage.network()
            let made = try await driver.keepNetwork(network)
            let address = try stage.address(in: made)
            _ = try await stage.attached("a") { $0.networks = [CardOrder(network: network, address: address)] }
            for wrong in [address, made.gateway, "203.0.113.200"] {
                try await stage.expectRefusal("the address \(wrong)", .refused) {
                    _ = try await stage.attached("b-\(wrong.filter { $0 != "." })") {
                        $0.networks = [CardOrder(network: network, address: wrong)]
                    }
                }
            }
            try stage.expectEqual(try await driver.keepNetwork(network).leases.count, 1, "the number of addresses that are given away")
        },
    ]

    static let storing: [Contract] = [
        Contract("volumes", .volumes, "A volume is made once for one UID, can grow and not shrink, and is gone once it was removed.") {
            stage in
            let driver = try stage.able((any VolumeKeeping).self)
            var order = stage.volume()
            let made = try await driver.keepVolume(order)
            try stage.expect(made.size >= order.size, "it holds \(made.size) bytes and should hold \(order.size)")
            try stage.expectEqual(try await driver.keepVolume(order).id, made.id, "a second call's volume")
            order.size *= 2
            let grown = try await driver.keepVolume(order)
            try stage.expect(grown.size >= order.size, "it holds \(grown.size) bytes after it should have grown to \(order.size)")
            order.size /= 2
            try await stage.expectRefusal("shrinking it", .refused) { _ = try await driver.keepVolume(order) }
            for _ in 0..<2 { try await driver.removeVolume(order.uid) }
        },
        Contract(
            "volumes.holding", .volumes,
            "A machine has a volume alone, unless all only read it; it cannot be removed meanwhile, and is free once the machine is gone."
        ) { stage in
            let driver = try stage.able((any VolumeKeeping).self)
            let volume = stage.volume()
            _ = try await driver.keepVolume(volume)
            func machine(_ name: String, isReadOnly: Bool = false) async throws -> (Instance, NativeID) {
                try await stage.attached(name) { $0.volumes = [stage.mount(volume, isReadOnly: isReadOnly)] }
            }
            let (first, id) = try await machine("a")
            try stage.expectEqual(try await driver.keepVolume(volume).holders, [first.metadata.uid], "who has it")
            try await stage.expectRefusal("a second machine with it", .refused) { _ = try await machine("b") }
            try await stage.expectRefusal("a reader beside who writes", .refused) { _ = try await machine("c", isReadOnly: true) }
            try await stage.expectRefusal("removing it while it is in use", .refused) { try await driver.removeVolume(volume.uid) }
            try await driver.start(id)
            try stage.expectEqual(try await stage.power(id), .running, "the power of a machine with a volume")
            try await driver.delete(id, owner: first.metadata.uid)
            try stage.expectEqual(try await driver.keepVolume(volume).holders, [], "who has it once the machine is gone")
            _ = try await machine("d", isReadOnly: true)
            _ = try await machine("e", isReadOnly: true)
            try stage.expectEqual(try await driver.keepVolume(volume).holders.count, 2, "the number of its readers")
        },
        Contract("volumes.content", .volumes, "What one machine wrote on a volume, the next reads.") { stage in
            let driver = try stage.able((any VolumeKeeping).self)
            guard driver is any Executing, stage.subject.image.type == .container else {
                throw NotTried(reason: "no command runs in machines of this image")
            }
            let volume = stage.volume()
            _ = try await driver.keepVolume(volume)
            for (name, script) in [("a", "echo kept >\(Stage.place)/state"), ("b", "cat \(Stage.place)/state")] {
                let (instance, id) = try await stage.attached(name) { $0.volumes = [stage.mount(volume)] }
                try await driver.start(id)
                let output = try await stage.exec(id, "sh", "-c", script).output
                if name == "b" { try stage.expectEqual(output, "kept\n", "the file that the first machine wrote") }
                try await driver.delete(id, owner: instance.metadata.uid)
            }
        },
        Contract("volumes.change", .volumes, "A volume is attached and detached by a change of the machine's order.") { stage in
            let driver = try stage.able((any VolumeKeeping).self)
            let changing = try stage.able((any Reconfiguring).self)
            let volume = stage.volume()
            _ = try await driver.keepVolume(volume)
            let (instance, id) = try await stage.stopped()
            var order = stage.order(instance)
            order.image = nil
            order.volumes = [stage.mount(volume)]
            for _ in 0..<2 { _ = try await changing.update(id, to: order) }
            try stage.expectEqual(try await driver.keepVolume(volume).holders, [instance.metadata.uid], "who has it")
            order.volumes = []
            for _ in 0..<2 { _ = try await changing.update(id, to: order) }
            try stage.expectEqual(try await driver.keepVolume(volume).holders, [], "who has it after it was detached")
            try await driver.removeVolume(volume.uid)
        },
    ]
}

extension Stage {
    /// Where containers see a volume.
    fileprivate static let place = "/data"

    /// A network of its own, removed at the end.
    fileprivate func network() -> NetworkOrder {
        let order = NetworkOrder(uid: .random(), name: name("net"), domain: "\(name("net").name).test")
        afterwards { driver in
            if let able = driver as? any NetworkKeeping { try await able.removeNetwork(order.uid) }
        }
        return order
    }

    /// A volume of its own, removed at the end.
    fileprivate func volume() -> VolumeOrder {
        let order = VolumeOrder(uid: .random(), name: name("vol"), size: 16 << 20)
        afterwards { driver in
            if let able = driver as? any VolumeKeeping { try await able.removeVolume(order.uid) }
        }
        return order
    }

    fileprivate func mount(_ volume: VolumeOrder, isReadOnly: Bool = false) -> MountOrder {
        MountOrder(volume: volume, path: subject.image.type == .container ? Self.place : "", isReadOnly: isReadOnly)
    }

    /// An address of a network that nobody has yet.
    fileprivate func address(in network: ObservedNetwork) throws -> String {
        guard let gateway = IPv4(network.gateway) else { throw Breach("the gateway \(network.gateway) is no address") }
        return IPv4(bits: gateway.bits + 5).text
    }

    /// A machine of its own with attachments, stopped.
    fileprivate func attached(
        _ name: String, _ adapt: (inout Order) -> Void
    ) async throws -> (Instance, NativeID) {
        let instance = instance(name)
        var order = order(instance)
        adapt(&order)
        return (instance, try await driver.create(order))
    }
}
