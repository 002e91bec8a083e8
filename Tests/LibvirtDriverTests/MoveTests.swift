import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Synchronization
import TestContainers
import Testing

@testable import LibvirtDriver

/// Real machines that move between two daemons of libvirt's, each of which takes the other for another host.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yardWithNeighbour) struct `Moves between libvirt sites` {
    /// The other site for the time of a test.
    private func neighbour(
        _ yard: Yard, sharesPool: Bool = false, _ body: (LibvirtDriver, PrivateLibvirt) async throws -> Void
    ) async throws {
        let daemon = try #require(yard.neighbour)
        let driver = try await yard.connect {
            $0["uri"] = .string(daemon.uri)
            $0["pool"] = sharesPool ? "common" : "strata"
            if !sharesPool { $0["path"] = .string("\(yard.directory)/other/pool") }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body(driver, daemon)) } catch { result = .failure(error) }
        await driver.close()
        try result.get()
    }

    private func move(_ order: Order, _ id: NativeID, isLive: Bool = true, from source: LibvirtDriver, to target: LibvirtDriver) throws
        -> any MachineMove
    {
        var wish = order
        wish.image = nil
        return try #require(source.move(MoveOrder(order: wish, id: id, isLive: isLive, runs: isLive), toSite: target))
    }

    @Test func `take a running guest along, directly, from daemon to daemon, and through a tunnel, and it goes on where it was`()
        async throws
    {
        let yard = try Yard.current
        let here = try await yard.connect { $0["peer"] = .string(yard.daemon.uri) }
        try await neighbour(yard) { target, daemon in
            let order = yard.order("moved")
            let id = try await here.create(order)
            try await here.start(id)
            try await eventually { yard.console(of: id).contains("built-in shell") }
            // The file that it writes lies in its memory.
            try await say("\necho re''member=$((6 * 7)) >/note\n", on: id, of: here)
            let there = try await carry(order, id, from: here, to: target)
            let back = try await carry(order, there, from: target, to: here)
            let common = try await yard.connect {
                $0["uri"] = .string(daemon.uri)
                $0["peer"] = .string(daemon.uri)
                $0["migration"] = "tunnel"
                $0["pool"] = "common"
            }
            let last = try await carry(order, back, from: here, to: common)
            try await say("\ncat /note\n", on: last, of: common, until: "remember=42")
            try await common.delete(last, owner: order.uid)
            await common.close()
            #expect(try yard.files() == [])
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(yard.directory)/other/pool").allSatisfy { $0.hasPrefix("image-") })
        }
        await here.close()
    }

    @Test func `are encrypted where the site says so, and made to nobody whom the daemon's authority does not know`() async throws {
        let yard = try Yard.current
        let certificates = try await TLSCertificates(in: "\(yard.directory)/pki")
        let strangers = try await TLSCertificates(in: "\(yard.directory)/strangers")
        try await certificates.install(for: yard.daemon)
        try await yard.use { (here) async throws in
            let daemon = try #require(yard.neighbour)
            let target = try await yard.connect {
                $0["uri"] = .string(daemon.uri)
                $0["path"] = .string("\(yard.directory)/other/pool")
                $0["migration"] = "tls"
            }
            let order = yard.order("secret", image: try await yard.diskImage("secret", pattern: 0x21))
            let id = try await here.create(order)
            try await here.start(id)
            let move = try move(order, id, from: here, to: target)
            try await move.check()
            try await strangers.install(for: daemon)
            try await move.prepare { _ in }
            await #expect { _ = try await move.send { _ in } } throws: {
                "\($0)".contains("certificate")
            }
            #expect(try await move.abort(isUncommitted: true) == nil)
            #expect(try await here.observe(id)?.power == .running)
            try await certificates.install(for: daemon)
            let there = try await carry(order, id, from: here, to: target)
            try await target.delete(there, owner: order.uid)
            await target.close()
            #expect(try yard.files() == [])
        }
    }

    /// Moves a running machine, with a look at every step at whose it is.
    private func carry(_ order: Order, _ id: NativeID, from source: LibvirtDriver, to target: LibvirtDriver) async throws -> NativeID {
        let move = try move(order, id, from: source, to: target)
        try await move.check()
        try await move.prepare { _ in }
        #expect(try await target.list().isEmpty)
        _ = try await move.send { _ in }
        #expect(try await move.whereabouts() == .source)
        #expect(try await target.list().isEmpty)
        let there = try await move.commit()
        #expect(try await move.whereabouts() == .target(there))
        for _ in 0..<2 { try await move.finish() }
        #expect(try await target.observe(there)?.power == .running)
        #expect(try await target.observe(there)?.owner == order.uid)
        #expect(try await source.list().isEmpty)
        return there
    }

    @Test(arguments: [false, true]) func `take a stopped machine's disks along`(isShared: Bool) async throws {
        let yard = try Yard.current
        try await yard.use { (source) async throws in
            try await neighbour(yard, sharesPool: isShared) { target, _ in
                let order = yard.order("stopped", image: try await yard.diskImage("stopped", pattern: 0x21))
                let id = try await source.create(order)
                try await yard.write(0x43, to: order.uid)
                let move = try move(order, id, isLive: false, from: source, to: target)
                try await move.check()
                try await move.prepare { _ in }
                _ = try await move.send { _ in }
                #expect(try await move.abort(isUncommitted: true) == nil)
                #expect(try await source.observe(id)?.power == .stopped)
                #expect(try await target.list().isEmpty)
                try await move.prepare { _ in }
                _ = try await move.send { _ in }
                let there = try await move.commit()
                try await move.finish()
                #expect(try await target.observe(there)?.power == .stopped)
                let pool = isShared ? "\(yard.directory)/pool" : "\(yard.directory)/other/pool"
                #expect(try await yard.pattern(of: order.uid, in: pool) == [0x21, 0x43])
                try await target.start(there)
                try await target.delete(there, owner: order.uid)
                #expect(try yard.files() == [])
            }
        }
    }

    @Test(arguments: [false, true]) func `go without what changed since a backup, and never with encrypted disks`(isLive: Bool) async throws
    {
        let yard = try Yard.current
        try await yard.use { (source) async throws in
            try await neighbour(yard, sharesPool: !isLive) { target, _ in
                let connection = try await source.site.connection("t", "t")
                let order = yard.order("kept", image: try await yard.diskImage("kept", pattern: 0x21))
                let id = try await source.create(order)
                try await source.start(id)
                let backup = BackupOrder(uid: .random(), name: ObjectName(namespace: "default", name: "b"))
                let kept = try await source.backUp(id, backup)
                if !isLive { try await source.stop(id, grace: .zero) }
                let move = try move(order, id, isLive: isLive, from: source, to: target)
                try await move.check()
                try await move.prepare { _ in }
                #expect(try await connection.checkpoints(of: .name(id.text)) == [])
                _ = try await move.send { _ in }
                let there = try await move.commit()
                try await move.finish()
                if !isLive { try await target.start(there) }
                // Nothing is noted in the disk any more, which would stand in the way of snapshots there.
                let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(name: "s"))
                let taken = try await target.takeSnapshot(there, snapshot)
                try await target.revert(there, to: taken)
                try await target.deleteSnapshot(there, taken, owner: snapshot.uid)
                try await target.delete(there, owner: order.uid)
                try await source.deleteBackup(kept.id, owner: backup.uid)

                let sealed = yard.order("sealed") { $0.options = ["encryption": "luks"] }
                let stays = try await source.create(sealed)
                let never = try self.move(sealed, stays, isLive: false, from: source, to: target)
                await #expect { try await never.check() } throws: { "\($0)".contains("gives the key to nobody") }
                try await source.delete(stays, owner: sealed.uid)
                #expect(try yard.files() == [])
            }
        }
    }

    @Test func `that are given up, cancelled or refused leave the guest running where it was`() async throws {
        let yard = try Yard.current
        try await yard.use { (source) async throws in
            try await neighbour(yard) { target, daemon in
                let order = yard.order("stays")
                let id = try await source.create(order)
                try await source.start(id)
                try await eventually { yard.console(of: id).contains("built-in shell") }
                try await say("\necho re''member=$((6 * 7)) >/note\n", on: id, of: source)
                let itself = try move(order, id, from: source, to: source)
                await #expect { try await itself.check() } throws: { "\($0)".contains("moves nothing to itself") }
                let move = try move(order, id, from: source, to: target)
                await #expect(throws: DriverError.self) { _ = try await move.commit() }
                // Sent, and brought back.
                try await move.prepare { _ in }
                _ = try await move.send { _ in }
                #expect(try await source.observe(id)?.power == .stopped)
                for _ in 0..<2 { #expect(try await move.abort(isUncommitted: true) == nil) }
                #expect(try await source.observe(id)?.power == .running)
                try await say("\ncat /note\n", on: id, of: source, until: "remember=42")
                #expect(try await target.list().isEmpty)
                // Cancelled under way.
                try await move.prepare { _ in }
                let work = Task { try await move.send { _ in } }
                try await eventually { (try? await source.site.connection("t", "t").job(of: .name(id.text)).isUnderWay) ?? false }
                work.cancel()
                _ = await work.result
                _ = try await move.abort(isUncommitted: true)
                #expect(try await source.observe(id)?.power == .running)
                try await say("\ncat /note\n", on: id, of: source, until: "remember=42")
                // What a snapshot holds would be lost.
                let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(name: "s"))
                let taken = try await source.takeSnapshot(id, snapshot)
                await #expect { try await move.check() } throws: { "\($0)".contains("snapshots") }
                try await source.deleteSnapshot(id, taken, owner: snapshot.uid)
                // The other daemon is gone for good.
                try await move.prepare { _ in }
                try await daemon.signal(SIGKILL)
                #expect(try await move.abort(isUncommitted: true) != nil)
                #expect(try await source.observe(id)?.power == .running)
                try await daemon.start()
                // What was left there goes once it can be asked.
                try await eventually {
                    do { return try await move.abort(isUncommitted: true) == nil } catch { return false }
                }
                try await source.delete(id, owner: order.uid)
                #expect(try yard.files() == [])
            }
        }
    }

    /// Says something to the shell on the console, and waits for a word of its answer.
    private func say(_ words: String, on id: NativeID, of driver: LibvirtDriver, until word: String = "") async throws {
        let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
        try await session.send(Array((words + "echo do''ne\n").utf8))
        var text = ""
        for try await chunk in session.output {
            text += String(decoding: chunk.bytes, as: UTF8.self)
            if text.contains("done") { break }
        }
        await session.terminate()
        if !word.isEmpty { #expect(text.contains(word), "\(text)") }
    }
}
