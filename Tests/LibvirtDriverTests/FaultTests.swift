import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Synchronization
import TestContainers
import Testing

@testable import LibvirtDriver

/// A daemon that is killed, hangs, or was never there.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `When libvirt's daemon` {
    @Test func `is killed, its machines run on, and the next call finds them`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("outlive")
            let id = try await driver.create(order)
            try await driver.start(id)
            let changes = try await driver.changes()
            try await yard.daemon.signal(SIGKILL)
            await #expect { for try await _ in changes {} } throws: { ($0 as? DriverError)?.isTransient ?? false }
            await #expect { _ = try await driver.list() } throws: { if case DriverError.unreachable = $0 { true } else { false } }
            try await yard.daemon.start()
            try await eventually { (try? await driver.observe(id)?.power) == .running }
            #expect(try await driver.list().first { $0.id == id }?.owner == order.uid)
            // Events flow again. Of a daemon that has just come back the first may be missed, as of any event; a look at the site finds that out.
            let again = try await driver.changes()
            let told = Task { for try await changed in again where changed == id { return } }
            let isTold = Mutex(false)
            let watch = Task {
                try await told.value
                isTold.withLock { $0 = true }
            }
            try await eventually {
                try await driver.stop(id, grace: .zero)
                if isTold.withLock(\.self) { return true }
                try await driver.start(id)
                return isTold.withLock(\.self)
            }
            told.cancel()
            try await watch.value
            try await driver.stop(id, grace: .zero)
            try await driver.delete(id, owner: order.uid)
        }
    }

    @Test(arguments: [5, 60, 300])
    func `is killed in the middle of a creation and a start, the same calls give one machine`(milliseconds: Int) async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("middle-\(milliseconds)")
            let work = Task {
                let id = try await driver.create(order)
                try await driver.start(id)
            }
            try await Task.sleep(for: .milliseconds(milliseconds))
            try await yard.daemon.signal(SIGKILL)
            let result = await work.result
            if case .failure(let error) = result { #expect((error as? DriverError)?.isTransient ?? false, "\(error)") }
            try await yard.daemon.start()
            var made: NativeID?
            try await eventually {
                made = try? await driver.create(order)
                return made != nil
            }
            let id = try #require(made)
            // A daemon that comes back to a machine that was just being started keeps it to itself for a while, half a minute on a busy host.
            try await eventually(within: .seconds(180)) {
                do throws(DriverError) {
                    try await driver.start(id)
                    return true
                } catch {
                    guard error.isTransient else { throw error }
                    return false
                }
            }
            #expect(try await driver.list().filter { $0.owner == order.uid }.map(\.id) == [id])
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: order.uid)
            #expect(try yard.files() == [])
        }
    }

    @Test func `stands still, a call ends when its time is up, and the next ones work once it goes on`() async throws {
        let yard = try Yard.current
        let connection = try await LibvirtConnection.open(yard.daemon.uri)
        try await yard.daemon.signal(SIGSTOP)
        let start = ContinuousClock.now
        let call = Task { try await connection.domains() }
        // The keepalive notices first, and a cancelled call is waited for no longer than some seconds.
        try await Task.sleep(for: .milliseconds(200))
        call.cancel()
        await #expect { _ = try await call.value } throws: { $0 is LibvirtError }
        #expect(start.duration(to: .now) < .seconds(10))
        try await yard.daemon.signal(SIGCONT)
        try await yard.use { (driver) async throws in _ = try await driver.list() }
        connection.close()
    }

    @Test func `never answers, connecting ends in time and does not pile up threads`() async throws {
        let yard = try Yard.current
        let path = "\(yard.directory)/deaf"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0 && listen(listener, 64) == 0)
        let uri = "qemu+unix:///system?socket=\(path)"
        for _ in 0..<LibvirtConnection.width {
            await #expect { _ = try await LibvirtConnection.open(uri, within: .milliseconds(100)) } throws: {
                if case LibvirtError.timedOut = $0 { true } else { false }
            }
        }
        await #expect { _ = try await LibvirtConnection.open(uri, within: .milliseconds(100)) } throws: {
            if case LibvirtError.busy = $0 { true } else { false }
        }
    }

    @Test func `was never there, the error says so and what to do`() async throws {
        let yard = try Yard.current
        await #expect {
            _ = try await yard.connect { $0["uri"] = .string("qemu+unix:///system?socket=\(yard.directory)/nothing") }
        } throws: {
            "\($0)".contains("No such file or directory. Start libvirt there: systemctl enable --now libvirtd")
        }
    }
}
