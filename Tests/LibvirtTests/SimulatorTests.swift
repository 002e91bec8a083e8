import Libvirt
import Testing
import XMLDocuments

/// libvirt's own simulator, which lives in this process.
@Suite(.timeLimit(.minutes(2))) struct `A connection to libvirt's simulator` {
    @Test func `describes its host and lists its domain, pool and network`() async throws {
        try await withConnection { (connection) async throws in
            let info = try await connection.info()
            #expect(info.type == "TEST")
            #expect(info.cpus > 0)
            #expect(!info.libraryVersion.isEmpty)
            #expect(info.capabilities.name == "capabilities")
            let domains = try await connection.domains()
            #expect(domains.map(\.name) == ["test"])
            #expect(domains.first?.state == .running)
            #expect(try await connection.domain(.name("test"))?.uuid == domains.first?.uuid)
            #expect(try await connection.pools().map(\.name) == ["default-pool"])
            #expect(try await connection.networks().map(\.name) == ["default"])
        }
    }

    @Test func `says no to what is not there by a code, not by words`() async throws {
        try await withConnection { (connection) async throws in
            for name in ["no-such-domain", "", "a/b", "ä\u{7}", String(repeating: "x", count: 5000)] {
                #expect(try await connection.domain(.name(name)) == nil)
                #expect(try await connection.definition(of: .name(name)) == nil)
            }
            await #expect { try await connection.start(.name("no-such-domain")) } throws: {
                ($0 as? LibvirtError)?.code == .noDomain
            }
            await #expect { try await connection.resume(.name("test")) } throws: { ($0 as? LibvirtError)?.code != .noDomain }
        }
    }

    @Test func `takes a domain through its life and tells of each step`() async throws {
        try await withConnection { (connection) async throws in
            let events = try await connection.events()
            let uuid = try await connection.define(Self.domain("life"))
            let id = DomainID.uuid(uuid)
            #expect(try await connection.domain(id)?.state == .off)
            try await connection.start(id)
            try await connection.pause(id)
            #expect(try await connection.domain(id)?.state == .paused)
            try await connection.resume(id)
            try await connection.save(id)
            #expect(try await connection.savedDomains() == [uuid])
            try await connection.discardSave(id)
            try await connection.start(id)
            try await connection.destroy(id)
            try await connection.undefine(id)
            var kinds: [Int32] = []
            for try await event in events where event.uuid == uuid {
                guard case .lifecycle(let kind, _) = event.kind else { continue }
                kinds.append(kind)
                if event.isRemoval { break }
            }
            // Defined, started, suspended, resumed, stopped, started, stopped, undefined.
            #expect(kinds == [0, 2, 3, 4, 5, 2, 5, 1])
        }
    }

    @Test func `changes a definition and leaves what it does not know in it`() async throws {
        try await withConnection { (connection) async throws in
            var domain = Self.domain("kept")
            domain["metadata"] = XMLElement(
                "metadata", [], [XMLElement("other:thing", [("xmlns:other", "https://example.org/1")], text: "a < b & \"c\"")])
            let uuid = try await connection.define(domain)
            var read = try XMLElement(parsing: try #require(try await connection.definition(of: .uuid(uuid))))
            #expect(read.at("metadata", "other:thing")?.text == "a < b & \"c\"")
            read["memory"]?.text = "65536"
            read["currentMemory"] = nil
            #expect(try await connection.define(read) == uuid)
            let again = try XMLElement(parsing: try #require(try await connection.definition(of: .uuid(uuid))))
            #expect(again.at("metadata", "other:thing")?.text == "a < b & \"c\"")
            #expect(again["memory"]?.text == "65536")
        }
    }

    @Test func `keeps snapshots and goes back to them`() async throws {
        try await withConnection { (connection) async throws in
            let uuid = try await connection.define(Self.domain("snap"))
            let id = DomainID.uuid(uuid)
            try await connection.takeSnapshot(XMLElement("domainsnapshot", [], [XMLElement("name", text: "one")]), of: id)
            try await connection.start(id)
            #expect(try await connection.snapshots(of: id).map { $0["name"]?.text } == ["one"])
            try await connection.revert(id, to: "one", then: .asItWas)
            #expect(try await connection.domain(id)?.state == .off)
            try await connection.deleteSnapshot("one", of: id)
            await #expect { try await connection.deleteSnapshot("one", of: id) } throws: {
                ($0 as? LibvirtError)?.code == .noDomainSnapshot
            }
        }
    }

    @Test func `has no checkpoints at first, and does not miss one that is not there`() async throws {
        try await withConnection { (connection) async throws in
            let id = DomainID.name("test")
            #expect(try await connection.checkpoints(of: id) == [])
            for noteOnly in [false, true] { try await connection.deleteCheckpoint("no-such-checkpoint", of: id, noteOnly: noteOnly) }
            await #expect { _ = try await connection.checkpoints(of: .name("no-such-domain")) } throws: {
                ($0 as? LibvirtError)?.code == .noDomain
            }
        }
    }

    @Test func `keeps no secrets, and says so`() async throws {
        try await withConnection { (connection) async throws in
            let uuid = "7d2c1f0e-65a5-4a5f-9d5c-2f2f9d0a1b2c"
            let secret = XMLElement("secret", [("ephemeral", "no"), ("private", "yes")], [XMLElement("uuid", text: uuid)])
            await #expect { try await connection.keepSecret(secret, value: Array("a value".utf8)) } throws: {
                ($0 as? LibvirtError)?.code == .noSupport && !"\($0)".contains("a value")
            }
            #expect(try await connection.secret(uuid) == nil)
            try await connection.deleteSecret(uuid)
        }
    }

    @Test func `makes, finds, resizes and removes volumes`() async throws {
        try await withConnection { (connection) async throws in
            let volume = XMLElement(
                "volume", [], [XMLElement("name", text: "v.img"), XMLElement("capacity", [("unit", "bytes")], text: "1048576")])
            #expect(try await connection.makeVolume(volume, in: "default-pool").capacity == 1 << 20)
            await #expect { try await connection.makeVolume(volume, in: "default-pool") } throws: {
                "\($0)".contains("already exists")
            }
            #expect(try await connection.volumes(in: "default-pool").map(\.name) == ["v.img"])
            for _ in 0..<2 { try await connection.deleteVolume("v.img", in: "default-pool") }
            #expect(try await connection.volume("v.img", in: "default-pool") == nil)
            #expect(try await connection.pool("no-such-pool") == nil)
        }
    }

    @Test func `lists a thousand domains and reads their definitions`() async throws {
        try await withConnection { (connection) async throws in
            for number in 0..<1000 { try await connection.define(Self.domain("many-\(number)")) }
            let domains = try await connection.domains()
            #expect(domains.count == 1001)
            let definitions = try await connection.definitions(of: domains.map(\.uuid) + ["00000000-0000-4000-8000-000000000000"])
            #expect(definitions.count == 1001)
            for number in 0..<1000 { try await connection.undefine(.name("many-\(number)")) }
        }
    }

    @Test func `refuses calls once it is closed, and ends its events`() async throws {
        try await withConnection { (connection) async throws in
            let events = try await connection.events()
            connection.close()
            #expect(!connection.isOpen)
            await #expect { _ = try await connection.domains() } throws: { if case LibvirtError.closed = $0 { true } else { false } }
            await #expect { for try await _ in events {} } throws: { $0 is LibvirtError }
            connection.close()
        }
    }

    static func domain(_ name: String) -> XMLElement {
        XMLElement(
            "domain", [("type", "test")],
            [
                XMLElement("name", text: name), XMLElement("memory", [("unit", "KiB")], text: "131072"), XMLElement("vcpu", text: "1"),
                XMLElement("os", [], [XMLElement("type", text: "hvm")]),
            ])
    }
}
