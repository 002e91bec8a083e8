import Foundation
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import StrataImages
import Testing

@testable import LibvirtDriver

/// A daemon of libvirt's for a suite's tests, and the image `tiny`, both gone after the last.
struct Yard: Sendable {
    let directory: String
    let daemon: PrivateLibvirt
    /// Another host's, where a suite needs one; its files are in `other`.
    var neighbour: PrivateLibvirt?
    let image: StoredImage
    let library: ImageLibrary

    @TaskLocal static var shared: Yard?

    static var current: Yard { get throws { try #require(shared) } }

    /// libvirt 9.0 sets its networks' rules with iptables and nothing else.
    static let hasFirewall = FileManager.default.isExecutableFile(atPath: "/usr/sbin/iptables")

    func connect(_ change: (inout [String: JSONValue]) -> Void = { _ in }) async throws -> LibvirtDriver {
        var options: [String: JSONValue] = ["uri": .string(daemon.uri), "path": .string("\(directory)/pool"), "accelerator": "tcg"]
        change(&options)
        return try await LibvirtDriver.connect(
            SiteConnection(site: "test", machine: LocalMachine(), options: .object(options), stateDirectory: "\(directory)/state"))
    }

    /// A connection for the time of a test.
    func use(_ body: (LibvirtDriver) async throws -> Void) async throws {
        let driver = try await connect()
        let result: Result<Void, any Error>
        do { result = .success(try await body(driver)) } catch { result = .failure(error) }
        await driver.close()
        try result.get()
    }

    func order(_ name: String, image: StoredImage? = nil, _ change: (inout Order) -> Void = { _ in }) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.memory = Quantity("128Mi")
        var order = Order(instance, type: .virtualMachine, image: image ?? self.image, stack: "libvirt")
        change(&order)
        return order
    }

    func console(of id: NativeID) -> String {
        String(decoding: (try? Data(contentsOf: URL(filePath: "\(directory)/pool/\(id).log"))) ?? Data(), as: UTF8.self)
    }

    /// The files in the pool that are not images'.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(directory)/pool").filter { !$0.hasPrefix("image-") }.sorted()
    }
}

/// Prepares the yard before a suite's first test.
struct YardTrait: SuiteTrait, TestScoping {
    var hasNeighbour = false

    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        await YardGate.shared.enter()
        let result: Result<Void, any Error>
        do { result = .success(try await use(function)) } catch { result = .failure(error) }
        await YardGate.shared.leave()
        try result.get()
    }

    private func use(_ function: @Sendable @concurrent () async throws -> Void) async throws {
        var template = Array("/var/tmp/strata-virt-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        var result: Result<Void, any Error>
        do {
            let library = try await ImageLibrary(directory: "\(directory)/library")
            let image = try await library.prepare(source: "tiny")
            let daemon = try await PrivateLibvirt.start(in: "\(directory)/libvirt")
            var yard = Yard(directory: directory, daemon: daemon, image: image, library: library)
            do {
                if hasNeighbour { yard.neighbour = try await PrivateLibvirt.start(in: "\(directory)/other") }
                let yard = yard
                try await Yard.$shared.withValue(yard) { () async throws in try await function() }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            for daemon in [daemon, yard.neighbour] {
                do { try await daemon?.stop() } catch { result = .failure(error) }
            }
        } catch {
            result = .failure(error)
        }
        try await LocalMachine().remove(directory)
        try result.get()
    }
}

extension Trait where Self == YardTrait {
    static var yard: Self { YardTrait() }
    /// With the daemon of another host beside it.
    static var yardWithNeighbour: Self { YardTrait(hasNeighbour: true) }
}

extension Tag {
    /// Needs root, libvirt's daemon, QEMU and Debian's packages.
    @Tag static var host: Self
}
