import Foundation
import StrataAPI
import StrataDriverKit
import StrataNetwork
import Testing

@testable import QEMUDriver

/// A private place for machines and a network of their own, taken apart with everything in it however the test ends.
struct Yard: Sendable {
    let directory: String
    let driver: TCGDriver
    let image: StoredImage
    let machine: any Machine

    static let bridge = "stqemut0"

    /// The directory of the machines, by its name.
    var folder = "vm"

    var path: String { "\(directory)/\(folder)" }

    static func use(on machine: any Machine = LocalMachine(), _ body: (Yard) async throws -> Void) async throws {
        var template = Array("/tmp/strata-qemu-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let result: Result<Void, any Error>
        do {
            let yard = Yard(
                directory: directory, driver: try await connect(directory, on: machine), image: try #require(TinyImage.stored),
                machine: machine)
            do { result = .success(try await body(yard)) } catch { result = .failure(error) }
            await Task { await yard.stopAll() }.value
            await Task { await yard.stopNeighbours() }.value
        } catch {
            result = .failure(error)
        }
        try await ManagedNetwork(machine: LocalMachine(), name: bridge, stateDirectory: "\(directory)/state/network").reset()
        try await LocalMachine().remove(directory)
        try result.get()
    }

    static func connect(
        _ directory: String, on machine: any Machine = LocalMachine(), folder: String = "vm", bridge: String = Self.bridge,
        state: String = "state"
    ) async throws -> TCGDriver {
        try await TCGDriver.connect(
            SiteConnection(
                site: "test", machine: machine, options: ["path": .string("\(directory)/\(folder)"), "bridge": .string(bridge)],
                stateDirectory: "\(directory)/\(state)"))
    }

    /// Another site beside this one, on a machine of its own where one is named, which then shares no network.
    func neighbour(_ name: String, on machine: (any Machine)? = nil) async throws -> Yard {
        let folder = "site-\(name)"
        let driver = try await Self.connect(
            directory, on: machine ?? self.machine, folder: folder, state: machine == nil ? "state" : "state-\(name)")
        return Yard(directory: directory, driver: driver, image: image, machine: machine ?? self.machine, folder: folder)
    }

    /// Another connection to the same place, as after a restart.
    func reconnected() async throws -> TCGDriver { try await Self.connect(directory, on: machine, folder: folder) }

    func order(_ name: String = "vm", network: Bool = false, image: StoredImage? = nil, _ change: (inout Order) -> Void = { _ in }) -> Order
    {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.memory = Quantity("128Mi")
        instance.spec.stack["qemu-tcg"] = ["network": network ? "managed" : "none"]
        var order = Order(instance, type: .virtualMachine, image: image ?? self.image, stack: "qemu-tcg")
        change(&order)
        return order
    }

    func console(of id: NativeID) -> String {
        String(decoding: (try? Data(contentsOf: URL(filePath: "\(path)/\(id)/console.log"))) ?? Data(), as: UTF8.self)
    }

    /// Waits until the console showed a text.
    func wait(for text: String, on id: NativeID, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually(progress: { console(of: id).utf8.count }, { console(of: id).contains(text) }, sourceLocation: sourceLocation)
    }

    /// What is left of a machine: processes, files, network devices, control groups, leases.
    func traces(of uid: UID) async throws -> [String] {
        let script = #"""
            for p in /proc/[0-9]*; do tr '\0' ' ' <"$p/cmdline" 2>/dev/null | grep -q -- "-uuid $1" && echo "process ${p#/proc/}"; done
            ls -A "$2/.strata" "$2" 2>/dev/null | grep -v -e ':$' -e '^$' -e '^.strata$' | sed 's/^/file /'
            for tap in "$3" "$5"; do ip -o link show "$tap" 2>/dev/null; done
            find /sys/fs/cgroup -maxdepth 4 -path "*/strata/$1*"
            grep -rlF "$1" "$4" 2>/dev/null
            """#
        let output = try await LocalMachine().run(
            Command(
                "sh", "-c", script, "sh", uid.text, path, MachineName.tap(of: uid), "\(directory)/state",
                MachineName.tap(of: uid, isTwin: true)))
        return output.text.split(separator: "\n").map(String.init)
    }

    private func stopNeighbours() async {
        for entry in (try? await LocalMachine().list(directory)) ?? [] where entry.name.hasPrefix("site-") {
            await Yard(directory: directory, driver: driver, image: image, machine: machine, folder: entry.name).stopAll()
        }
    }

    private func stopAll() async {
        await driver.close()
        for machine in (try? await LocalMachine().list(path)) ?? [] {
            let directory = MachineDirectory(path: "\(path)/\(machine.name)")
            let bytes = (try? await LocalMachine().read(directory.definition)) ?? nil
            let incoming = (try? await LocalMachine().read(directory.incoming)) ?? nil
            let known = bytes.flatMap { MachineDefinition(parsing: $0, name: machine.name) }
            guard let definition = known ?? incoming.flatMap({ IncomingRecord(parsing: $0, name: machine.name)?.definition }) else {
                continue
            }
            if let process = try? await RunningProcess.find(directory, uid: definition.uid, on: LocalMachine()) {
                try? await process.kill(on: LocalMachine())
                _ = try? await process.ends(within: .seconds(10), on: LocalMachine())
            }
            if let removal = try? await LocalMachine().run(driver.groups.removal(of: definition.group)), !removal.succeeded {
                Issue.record("the control groups of \(machine.name) stayed")
            }
        }
    }
}
