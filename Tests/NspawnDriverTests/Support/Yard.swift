import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import NspawnDriver

extension Tag {
    /// Needs root, systemd-container and busybox-static.
    @Tag static var host: Self
}

/// A private place for machines, with an image and a driver, taken apart with everything in it however the test ends.
struct Yard: ContainerPlace {
    let directory: String
    let driver: NspawnDriver
    let machine: any Machine
    let image: StoredImage

    var path: String { "\(directory)/machines" }
    var state: String { "\(directory)/state" }

    static func use(
        _ way: Way = .local, machine: (any Machine)? = nil, options: JSONValue = .object([:]), _ body: (Yard) async throws -> Void
    ) async throws {
        try await use(way, named: "nspawn", machine: machine, make: { try await Yard($0, machine: $1, options: options) }, body)
    }

    init(_ directory: String, machine: any Machine, options: JSONValue) async throws {
        self.directory = directory
        self.machine = machine
        try await LocalMachine().makeDirectory("\(directory)/machines", mode: 0o711)
        image = try await BusyboxImage(in: directory).stored
        driver = try await Self.connect(directory, machine, options)
    }

    private static func connect(_ directory: String, _ machine: any Machine, _ options: JSONValue) async throws -> NspawnDriver {
        var options = options
        options["path"] = .string("\(directory)/machines")
        // Nothing here makes the managed network, but its name must not be the real one's.
        if options["bridge"] == nil { options["bridge"] = "stnsptest0" }
        return try await NspawnDriver.connect(
            SiteConnection(site: "test", machine: machine, options: options, stateDirectory: "\(directory)/state"))
    }

    /// Another connection to the same place, as after a restart.
    func reconnected(_ options: JSONValue = .object([:])) async throws -> NspawnDriver {
        try await Self.connect(directory, machine, options)
    }

    /// An order for a machine without a network.
    func order(_ name: String = "web", privileged: Bool = false, _ change: (inout Order) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.stack["nspawn"] = ["privileged": .bool(privileged), "network": "none"]
        var order = Order(instance, type: .container, image: image, stack: "nspawn")
        change(&order)
        return order
    }

    /// A local file's text.
    func text(of file: String) async throws -> String { String(decoding: try await LocalMachine().read(file) ?? [], as: UTF8.self) }

    /// What a machine's console showed so far.
    func console(_ owner: UID) async throws -> String { try await text(of: driver.places.side(owner).log) }

    /// What is left of a machine: control groups, mounts, files.
    func traces(of owner: UID) async throws -> [String] {
        let script =
            #"find /sys/fs/cgroup -maxdepth 3 -name "$1"; grep -F "$2" /proc/self/mounts; cd "$2" && find machines state/nspawn -mindepth 1"#
        let output = try await LocalMachine().run(Command("sh", "-c", script, "sh", owner.text, directory))
        return output.text.split(separator: "\n").map(String.init).filter { !$0.hasSuffix("/.strata") }
    }

    func stopAll() async {
        for seen in (try? await driver.list()) ?? [] where seen.power != .stopped { try? await driver.stop(seen.id, grace: .zero) }
        for definition in ((try? await driver.definitions("stop")) ?? [:]).values {
            try? await driver.supervisor.forget(definition, "stop")
        }
        await driver.close()
    }
}
