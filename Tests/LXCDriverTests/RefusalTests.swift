import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What is refused` {
    @Test(
        arguments: [
            ("type", { @Sendable order in order.type = .virtualMachine }), ("image", { order in order.image = nil }),
            ("digest", { order in order.image?.digest = "sha256:../../../etc" }),
            ("format", { order in order.image?.path = "/etc/passwd" }),
            ("architecture", { order in order.image?.architecture = "s390x" }),
            ("host name", { order in order.hostname = "a\nlxc.hook.start = /x" }),
            ("signal", { order in order.image?.stopSignal = "SIGTERM\nlxc.hook.start = /x" }),
            ("variable", { order in order.environment = ["A B": "x"] }),
            ("variable", { order in order.environment = ["A": "x\0y"] }), ("command", { order in order.command = ["a\0b"] }),
            ("UID", { order in order.uid = UID("../../x") }), ("UID", { order in order.uid = UID("12345678\n90") }),
            ("option", { order in order.options["config"] = ["lxc.hook.start = /bin/sh"] }),
            ("option", { order in order.options["config"] = ["lxc.rootfs.path = /"] }),
            ("option", { order in order.options["unknown"] = 1 }), ("option", { order in order.options["apparmorProfile"] = "a\nb" }),
            ("ports", { order in order.ports = [Instance.Port(port: 1, hostPort: 1)] }), ("name", { order in order.name.name = "../x" }),
        ] as [(String, @Sendable (inout Order) -> Void)])
    func `an order that cannot be carried out leaves nothing behind`(what: String, change: @Sendable (inout Order) -> Void) async throws {
        try await Place.use { place in try await refuse(place.order("refused", change), what, in: place) }
    }

    private func refuse(_ order: Order, _ what: String, in place: Place) async throws {
        await #expect("a wrong \(what) must be refused") {
            _ = try await place.driver.create(order)
        } throws: { error in
            if case DriverError.refused = error { true } else { false }
        }
        #expect(try await place.driver.list().isEmpty)
        #expect(try await place.traces(of: "refused").isEmpty)
    }

    @Test func `keys that reach into the host are taken where the site allows them`() async throws {
        try await Place.use(options: ["hostAccess": true]) { place in
            let order = place.order("trusted") {
                $0.options["config"] = .array([.string("lxc.mount.entry = \(place.directory) mnt none bind,ro,create=dir 0 0")])
            }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            #expect(try await place.run(id, "ls", "/mnt/busybox.tar.gz").exit == .exited(0))
        }
    }

    @Test func `an archive that is damaged is refused and leaves nothing behind`() async throws {
        try await Place.use { place in
            let bytes = try #require(try await LocalMachine().read(place.image.path))
            let file = "\(place.directory)/cut.tar.gz"
            try await LocalMachine().write(file, Array(bytes.prefix(bytes.count / 2)))
            var image = place.image
            image.path = file
            let damaged = image
            await #expect(throws: DriverError.self) { try await place.driver.create(place.order("cut") { $0.image = damaged }) }
            let home = "\(place.state)/images/sha256-\(String(repeating: "a", count: 64))/\(place.driver.facts.map.user)"
            #expect(try await LocalMachine().list(home).map(\.name) == ["lock"])
            #expect(try await place.driver.list().isEmpty)
            let id = try await place.driver.create(place.order("whole"))
            try await place.driver.start(id)
        }
    }

    @Test func `an archive that unpacks to more than is allowed is refused`() async throws {
        try await Place.use { place in
            let image = try await BusyboxImage(in: place.directory, name: "bomb", digit: "b", more: "head -c 50M /dev/zero >big").stored
            var driver = place.driver
            driver.images.limit = 20 << 20
            let small = driver
            await #expect { try await small.create(place.order("bomb") { $0.image = image }) } throws: { "\($0)".contains("more than") }
            #expect(try await place.driver.list().isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `an image with hostile links changes nothing outside of the container`(privileged: Bool) async throws {
        try await Place.use { place in
            let target = "\(place.directory)/target"
            try await LocalMachine().makeDirectory(target, mode: 0o777)
            let image = try await BusyboxImage(
                in: place.directory, name: "links", digit: "c",
                more: "rm -r etc; ln -s \(target) etc; ln -s \(target) proc-link; mkdir x; ln -s ../../../../../..\(target) x/up"
            ).stored
            let id = try await place.driver.create(place.order("links", privileged: privileged) { $0.image = image })
            try await place.driver.start(id)
            #expect(try await place.run(id, "hostname").text == "links\n")
            // The container itself leads /etc away while Strata changes what lies there.
            _ = try await place.run(id, "sh", "-c", "ln -s \(target) /etc2; mv /etc /etc3; mv /etc2 /etc")
            var order = place.order("links", privileged: privileged) { $0.image = image }
            order.uid = try #require(try await place.driver.observe(id)?.owner)
            order.hostname = "other"
            _ = try await place.driver.update(id, to: order)
            try await place.driver.stop(id, grace: .zero)
            try await place.driver.start(id)
            #expect(try await LocalMachine().list(target).isEmpty)
            try await place.driver.delete(id, owner: order.uid)
            #expect(try await LocalMachine().exists(target))
        }
    }

    @Test func `members of an archive that climb out of it stay inside`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            let name = "../" + String(repeating: "../", count: 12) + place.directory.dropFirst() + "/escaped"
            try await local.write("\(place.directory)/escape", [1])
            let archive = "\(place.directory)/climb.tar"
            try await local.check(
                Command("tar", "-C", place.directory, "-P", "--transform", "s,^escape$,\(name),", "-cf", archive, "escape"))
            var image = place.image
            image.path = archive
            image.digest = "sha256:" + String(repeating: "d", count: 64)
            let climbing = image
            _ = try? await place.driver.create(place.order("climb", privileged: true) { $0.image = climbing })
            #expect(try await !local.exists("\(place.directory)/escaped"))
        }
    }

    @Test func `paths that overlayfs would misread are refused`() async throws {
        for path in ["relative", "/", "/a:b", "/a,b", "/a b", "/a/../b", "/a\nb"] {
            await #expect(throws: DriverError.self) {
                try await LXCDriver.connect(SiteConnection(site: "x", machine: LocalMachine(), options: ["path": .string(path)]))
            }
        }
    }
}
