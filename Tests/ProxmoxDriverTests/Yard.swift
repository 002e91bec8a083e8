import Crypto
import Foundation
import ProxmoxCluster
import ProxmoxDriver
import ProxmoxSimulator
import StrataAPI
import StrataDriverKit
import Testing

/// A simulated cluster with a driver on it, for one test.
struct Yard: Sendable {
    let cluster: TestCluster
    let driver: ProxmoxDriver
    let directory: String

    /// - Parameter options: `spec.options` of the Site.
    static func run(
        nodes: Int = 3, speed: Double = 20, options: JSONValue = .object([:]), _ change: (inout Inventory) -> Void = { _ in },
        _ body: (Yard) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "strata-proxmox-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await TestCluster.run(nodes: nodes, speed: speed, change) { cluster in
            var connection = cluster.connection(options)
            connection.stateDirectory = directory
            let driver = try await ProxmoxDriver.connect(connection)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(Yard(cluster: cluster, driver: driver, directory: directory)))
            } catch {
                result = .failure(error)
            }
            await driver.close()
            try result.get()
        }
    }

    /// An order for a machine from a disk image.
    func order(_ name: String, _ change: (inout Instance) -> Void = { _ in }) throws -> Order {
        try order(name, .virtualMachine, try stored("disk.raw", .rawDisk, Array(repeating: 0, count: 1 << 20)), change)
    }

    /// An order for a container. What a tarball is does not matter to a simulator.
    func containerOrder(_ name: String, _ file: String = "root.tar.gz", _ change: (inout Instance) -> Void = { _ in }) throws -> Order {
        try order(name, .container, try stored(file, .rootFileSystem, Array("no tarball".utf8)), change)
    }

    private func order(
        _ name: String, _ type: InstanceType, _ image: StoredImage, _ change: (inout Instance) -> Void
    ) throws -> Order {
        var instance = Instance(name: ObjectName(namespace: "tests", name: name))
        instance.metadata.uid = .random()
        change(&instance)
        return Order(instance, type: type, image: image, stack: ProxmoxDriver.stack)
    }

    /// The parameters of the last request of a method whose path ends so.
    func sent(_ method: String, _ last: String) -> [String: String] {
        let request = cluster.simulator.recorded.last { $0.method == method && $0.path.last == last }
        return Dictionary((request?.parameters ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private func stored(_ name: String, _ form: StoredImage.Form, _ bytes: [UInt8]) throws -> StoredImage {
        let path = "\(directory)/\(name)"
        // Others may be sending it.
        if !FileManager.default.fileExists(atPath: path) { try Data(bytes).write(to: URL(filePath: path)) }
        let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return StoredImage(
            digest: "sha256:\(digest)", path: path, form: form, size: Int64(bytes.count), type: form.type, architecture: "amd64",
            command: [], stopSignal: "")
    }
}
