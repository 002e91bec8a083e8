import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXCDriver

extension Tag {
    /// Needs root, LXC and busybox-static.
    @Tag static var host: Self
}

/// A private place for containers, with an image and a driver, taken apart with everything in it however the test ends.
struct Place: ContainerPlace {
    let directory: String
    let driver: LXCDriver
    let machine: any Machine
    let image: StoredImage

    var path: String { "\(directory)/lxc" }
    var state: String { "\(directory)/state" }

    static func use(
        _ way: Way = .local, machine: (any Machine)? = nil, options: JSONValue = .object([:]), _ body: (Place) async throws -> Void
    ) async throws {
        try await use(way, named: "lxc", machine: machine, make: { try await Place($0, machine: $1, options: options) }, body)
    }

    init(_ directory: String, machine: any Machine, options: JSONValue) async throws {
        self.directory = directory
        self.machine = machine
        try await LocalMachine().makeDirectory("\(directory)/lxc", mode: 0o711)
        image = try await BusyboxImage(in: directory).stored
        driver = try await Self.connect(directory, machine, options)
    }

    private static func connect(_ directory: String, _ machine: any Machine, _ options: JSONValue) async throws -> LXCDriver {
        var options = options
        options["path"] = .string("\(directory)/lxc")
        // Nothing here makes the managed network, but its name must not be the real one's.
        if options["bridge"] == nil { options["bridge"] = "stlxctest0" }
        return try await LXCDriver.connect(
            SiteConnection(site: "test", machine: machine, options: options, stateDirectory: "\(directory)/state"))
    }

    /// Another connection to the same place, as after a restart.
    func reconnected(_ options: JSONValue = .object([:])) async throws -> LXCDriver { try await Self.connect(directory, machine, options) }

    /// An order for a container without a network.
    func order(_ name: String = "web", privileged: Bool = false, _ change: (inout Order) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.stack["lxc"] = ["privileged": .bool(privileged), "network": "none"]
        var order = Order(instance, type: .container, image: image, stack: "lxc")
        change(&order)
        return order
    }

    /// What is left of containers: cgroups, mounts and processes that name this place.
    func traces(of name: String) async throws -> [String] {
        let script = #"find /sys/fs/cgroup -maxdepth 3 -name "lxc.*.$1*" ; grep -F "$2/$1/" /proc/self/mounts; ls -A "$2" "$2/.strata""#
        let output = try await LocalMachine().run(Command("sh", "-c", script, "sh", name, path))
        return output.text.split(separator: "\n").map(String.init).filter { !$0.isEmpty && !$0.hasSuffix(":") && $0 != ".strata" }
    }

    func stopAll() async {
        let local = LocalMachine()
        for entry in (try? await local.list(path)) ?? [] where entry.kind == .directory {
            _ = try? await machine.run(Command("lxc-stop", "-P", path, "-n", entry.name, "-k"))
        }
        await driver.close()
    }
}
