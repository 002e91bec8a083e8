import Foundation
import HTTPS
import StrataAPI
import StrataDriverKit
import TLSTrust
import Testing
import VSphere
import VSphereCenter
import VSphereDriver
import VSphereSimulator

/// A simulated vCenter with a driver on it, for one test.
struct Yard: Sendable {
    let center: TestCenter
    let driver: VSphereDriver
    private let directory: String

    /// - Parameter options: `spec.options` of the Site.
    static func run(
        hosts: Int = 3, speed: Double = 50, options: JSONValue = .object([:]), _ change: (inout Inventory) -> Void = { _ in },
        _ body: (Yard) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "strata-vsphere-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await TestCenter.run(hosts: hosts, speed: speed, change) { center in
            var connection = center.connection(options)
            connection.stateDirectory = directory
            let driver = try await VSphereDriver.connect(connection)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(Yard(center: center, driver: driver, directory: directory)))
            } catch {
                result = .failure(error)
            }
            await driver.close()
            try result.get()
        }
    }

    /// An order for a machine from a small disk.
    func order(_ name: String, _ change: (inout Instance) -> Void = { _ in }) throws -> Order {
        try GovmomiTests.order(name, directory, change)
    }

    /// A machine of the inventory, by its name.
    func machine(_ name: String) async throws -> ObservedInstance? { try await driver.list().first { $0.name == name } }

    /// A client beside the driver's, as somebody else has one; an administrator's where nobody is named.
    func client(_ user: String? = nil, _ password: String? = nil) async throws -> VSphereClient {
        let pin = try #require(CertificateFingerprint(center.fingerprint))
        let http = { try HTTPSClient(host: "127.0.0.1", port: center.port, trust: .fingerprint(pin)) }
        return try await VSphereClient(http(), waiting: http(), user: user ?? center.user, password: password ?? center.password)
    }
}
