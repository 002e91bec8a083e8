import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// A daemon that is well, behind a line that is not.
@Suite(.serialized, .tags(.host), .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil), .timeLimit(.minutes(10)), .yard)
struct `When the line to libvirt` {
    private func behind(_ name: String, _ body: (FaultySocket, String) async throws -> Void) async throws {
        let yard = try Yard.current
        let line = try FaultySocket(at: "\(yard.directory)/\(name)", before: yard.daemon.socket)
        defer { line.end() }
        try await body(line, "qemu+unix:///system?socket=\(line.path)")
    }

    @Test func `is cut within an answer, the site is out of reach, and in reach with the next call`() async throws {
        let yard = try Yard.current
        try await behind("cut") { line, uri in
            let driver = try await yard.connect { $0["uri"] = .string(uri) }
            for after in [0, 1, 27, 33] {
                line.become(.cut(after: after))
                // Now and then libvirt's client does not wake a call whose connection is gone; then its time is up.
                await #expect { _ = try await driver.list() } throws: {
                    switch $0 {
                    case DriverError.unreachable, DriverError.timedOut: true
                    default: false
                    }
                }
                line.become(.honest)
                #expect(try await driver.list().isEmpty)
            }
            await driver.close()
        }
    }

    @Test func `carries other bytes than were sent, the answer is refused or the site out of reach, never more`() async throws {
        let yard = try Yard.current
        try await behind("wrong") { line, uri in
            let driver = try await yard.connect { $0["uri"] = .string(uri) }
            // The first bytes of an answer are its length, then its program and procedure.
            for after in [0, 4, 8, 12] {
                line.become(.wrong(after: after))
                let result = await Task { try await driver.list() }.result
                if case .failure(let error) = result { #expect(error is DriverError, "\(error)") }
                line.become(.honest)
                try await eventually { (try? await driver.list().isEmpty) ?? false }
            }
            await driver.close()
        }
    }

    @Test func `falls silent, the connection counts as lost after some seconds without an answer, and followers are told`() async throws {
        try await behind("silent") { line, uri in
            let connection = try await LibvirtConnection.open(uri, within: .seconds(20), silence: .seconds(2))
            let events = try await connection.events()
            line.become(.silent)
            let start = ContinuousClock.now
            await #expect { for try await _ in events {} } throws: { if case LibvirtError.closed = $0 { true } else { false } }
            #expect(start.duration(to: .now) < .seconds(15))
            await #expect(throws: LibvirtError.self) { _ = try await connection.domains() }
            connection.close()
        }
    }

    @Test func `is slower than a call may be, the call ends in its time, and connecting anew helps`() async throws {
        let yard = try Yard.current
        try await behind("slow") { line, uri in
            line.become(.slow(.seconds(2)))
            let start = ContinuousClock.now
            await #expect { _ = try await LibvirtConnection.open(uri, within: .milliseconds(300)) } throws: {
                if case LibvirtError.timedOut = $0 { true } else { false }
            }
            #expect(start.duration(to: .now) < .seconds(2))
            line.become(.honest)
            let driver = try await yard.connect { $0["uri"] = .string(uri) }
            let list = Task { try await driver.list() }
            line.become(.slow(.seconds(2)))
            let began = ContinuousClock.now
            // The caller's own limit; libvirt's answer comes too late for anybody.
            await #expect(throws: (any Error).self) { try await withDeadline(.milliseconds(300)) { _ = try await driver.list() } }
            #expect(began.duration(to: .now) < .seconds(8))
            line.become(.honest)
            _ = await list.result
            try await eventually { (try? await driver.list().isEmpty) ?? false }
            await driver.close()
        }
    }

    /// What a machine is asked for while its daemon is killed.
    enum Deed: String, CaseIterable, Sendable {
        case snapshot
        case suspend
        case export
        case clone
    }

    @Test(arguments: Deed.allCases)
    func `ends with its daemon in the middle of a deed, the same deed succeeds once that is back`(deed: Deed) async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("cut-\(deed.rawValue)")
            let copy = yard.order("copy")
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(name: "s"))
            let id = try await driver.create(order)
            try await driver.start(id)
            let perform: @Sendable () async throws -> Void = {
                switch deed {
                case .snapshot: _ = try await driver.takeSnapshot(id, snapshot)
                case .suspend: try await driver.suspend(id)
                case .export: await (try driver.export(id, at: nil)).close()
                case .clone: _ = try await driver.clone(copy, of: id, at: nil)
                }
            }
            let work = Task { try await perform() }
            // Long enough for it to have begun, and too short for its end.
            try await Task.sleep(for: .milliseconds(30))
            try await yard.daemon.signal(SIGKILL)
            if case .failure(let error) = await work.result { #expect(error is DriverError, "\(error)") }
            try await yard.daemon.start()
            try await eventually {
                do { try await perform() } catch { return false }
                return true
            }
            switch deed {
            case .snapshot: #expect(try await driver.snapshots(id).filter { $0.owner == snapshot.uid }.count == 1)
            case .suspend: #expect(try await driver.observe(id)?.power == .suspended)
            case .export: #expect(try await driver.observe(id)?.power == .running)
            case .clone: try await driver.delete(NativeID("copy"), owner: copy.uid)
            }
            try await driver.delete(id, owner: order.uid)
            // What the daemon's end left of a copy goes when it is an hour old.
            #expect(try yard.files().allSatisfy { $0.hasPrefix("export-") })
            for file in try yard.files() { try await LocalMachine().remove("\(yard.directory)/pool/\(file)") }
        }
    }
}
