import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// Daemons that are reached by other URIs than the machine's own.
@Suite(.serialized, .tags(.host), .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil), .timeLimit(.minutes(10)), .yard)
struct `Other daemons of libvirt's` {
    @Test func `are reached with TLS, by those whom their authority knows only`() async throws {
        let yard = try Yard.current
        let certificates = try await TLSCertificates(in: "\(yard.directory)/pki")
        let strangers = try await TLSCertificates(in: "\(yard.directory)/strangers")
        let daemon = try await PrivateLibvirt.start(in: "\(yard.directory)/tls", with: certificates)
        let result: Result<Void, any Error>
        do {
            let uri = "qemu+tls://127.0.0.1:\(try #require(daemon.port))/system?pkipath="
            let driver = try await yard.connect {
                $0["uri"] = .string(uri + certificates.directory)
                $0["path"] = .string("\(yard.directory)/tls/pool")
            }
            let order = yard.order("tls")
            let id = try await driver.create(order)
            try await driver.start(id)
            #expect(try await driver.list().first { $0.id == id }?.power == .running)
            // Files of the host are out of reach, and this says so.
            await #expect(throws: DriverError.self) { _ = try await driver.log(id, tail: nil, follow: false) }
            let files = try await yard.export(id, of: driver)
            #expect(files.map(\.name) == ["kernel.tar", "disk0.qcow2"])
            try await driver.delete(id, owner: order.uid)
            await driver.close()
            await #expect { _ = try await yard.connect { $0["uri"] = .string(uri + strangers.directory) } } throws: { $0 is DriverError }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await daemon.stop()
        try await LocalMachine().remove("\(yard.directory)/tls")
        try result.get()
    }

    @Test func `run as a user without rights, with machines of that user's`() async throws {
        let yard = try Yard.current
        // The daemon's user passes through it.
        try await LocalMachine().check(Command("chmod", "711", yard.directory))
        let daemon = try await UserLibvirt.start(in: "\(yard.directory)/u")
        let result: Result<Void, any Error>
        do {
            let driver = try await yard.connect {
                $0["uri"] = .string(daemon.uri)
                $0["path"] = .string("\(daemon.directory)/pool")
            }
            let order = yard.order("user")
            let id = try await driver.create(order)
            try await driver.start(id)
            try await eventually {
                let log = try? String(contentsOf: URL(filePath: "\(daemon.directory)/pool/\(id).log"), encoding: .utf8)
                return log?.contains("tiny: started") ?? false
            }
            #expect(try await driver.list().map(\.owner) == [order.uid])
            try await driver.delete(id, owner: order.uid)
            await driver.close()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await daemon.stop()
        try result.get()
    }
}
