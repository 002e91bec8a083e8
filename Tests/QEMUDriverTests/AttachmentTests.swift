import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataVolumes
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `with networks and volumes` {
        @Test func `get both while they run, and what is on a volume outlives them`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let back = NetworkOrder(uid: .random(), name: ObjectName(namespace: "default", name: "back"), domain: "back.internal")
                let network = try await driver.keepNetwork(back)
                let volume = VolumeOrder(
                    uid: .random(), name: ObjectName(namespace: "default", name: "data"), size: 8 << 20, format: .none)
                _ = try await driver.keepVolume(volume)
                var order = yard.order("attach", network: true)
                let id = try await driver.create(order)
                try await driver.start(id)
                try await yard.wait(for: "has the address", on: id)

                let fixed = network.gateway.split(separator: ".").dropLast().joined(separator: ".") + ".77"
                order.networks = [CardOrder(), CardOrder(network: back, address: fixed)]
                order.volumes = [MountOrder(volume: volume)]
                #expect(try await driver.update(id, to: order) == [])
                #expect(try await driver.observe(id)?.addresses.last == fixed)
                let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
                let words = """
                    until [ -e /sys/class/net/eth1 ]; do sleep 1; done; ip link set eth1 up; udhcpc -i eth1 -n -q -s /etc/dhcp
                    until [ -b /dev/vda ]; do sleep 1; done; echo "serial is $(cat /sys/block/vda/serial)"
                    echo precious | dd of=/dev/vda conv=sync && sync && echo writ''ten

                    """
                try await session.send(Array(("\n" + words).utf8))
                try await yard.wait(for: "has the address \(fixed)", on: id)
                try await yard.wait(for: "serial is data", on: id)
                try await yard.wait(for: "written", on: id)
                #expect(try await LocalMachine().run(Command("busybox", "ping", "-c", "1", "-W", "5", fixed)).succeeded)
                await session.terminate()

                var grown = volume
                grown.size = 16 << 20
                #expect(try await driver.keepVolume(grown).size == 16 << 20)
                let other = yard.order("other") { $0.volumes = [MountOrder(volume: grown)] }
                await #expect { try await driver.create(other) } throws: { "\($0)".contains("default/attach has it") }

                order.networks = []
                order.volumes = []
                #expect(try await driver.update(id, to: order) == [])
                #expect(try await driver.keepVolume(grown).holders.isEmpty)
                try await driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                let image = driver.attachments.volumes.image(of: volume.uid)
                #expect(try await LocalMachine().check(Command("head", "-c", "8", image)).text == "precious")
                try await driver.removeVolume(volume.uid)
                try await driver.removeNetwork(back.uid)
            }
        }
    }
}
