import Foundation
import GovmomiSimulator
import HTTPS
import SimulatorKit
import StrataAPI
import StrataDriverKit
import TLSTrust
import Testing
import VSphere
import VSphereCenter
import VSphereDriver
import VSphereSimulator
import XMLDocuments

/// Whose a machine is, and what people sort machines by, in custom attributes and tags.
@Suite(.timeLimit(.minutes(3))) struct AttributeTests {
    @Test func `a machine stays the instance's when its notes are overwritten, and a copy of it is nobody's`() async throws {
        try await Yard.run { (yard) async throws in
            let order = try yard.order("web")
            let id = try await yard.driver.create(order)
            let client = try await yard.client()
            let machine = try #require(try await yard.object(id, client))
            let spec = XMLElement("spec", [], [.plain("annotation", "Call Joe before you touch this.")])
            _ = try await client.perform("ReconfigVM_Task", on: machine, [spec])
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.owner == order.uid && seen.ownerName == "tests/web" && seen.attributes.isEmpty)
            // The next change notes it in both places again, and leaves Joe's words.
            _ = try await yard.driver.update(id, to: order)
            let notes = try await client.read(machine, ["config.annotation"])?.text("config.annotation") ?? ""
            #expect(notes.hasPrefix("Call Joe before you touch this.\nStrata: ") && notes.contains(order.uid.text))
            // A copy that somebody else makes has the words of both.
            let folder = try #require(try await client.read(machine, ["parent"])?.reference("parent"))
            let copy = XMLElement("spec", [], [XMLElement("location", [], []), .plain("template", false), .plain("powerOn", false)])
            _ = try await client.perform("CloneVM_Task", on: machine, [folder.element("folder"), .plain("name", "twin"), copy])
            #expect(try await yard.machine("twin")?.owner == nil)
            try await yard.driver.delete(id, owner: order.uid)
            await client.close()
        }
    }

    @Test func `custom attributes are set as an instance says, told, and refused where vCenter has none of the name`() async throws {
        try await Yard.run { (yard) async throws in
            let client = try await yard.client()
            _ = try await client.makeCustomField("Cost centre")
            let order = try yard.order("web") { $0.spec.stack = ["vsphere": ["attributes": ["Cost centre": "4711"]]] }
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.observe(id)?.attributes == ["Cost centre": "4711"])
            #expect(try await yard.driver.list().first?.attributes == ["Cost centre": "4711"])
            #expect(try await yard.driver.changes(id, to: order).map(\.difference) == [])
            var other = order
            other.options = ["attributes": ["Cost centre": "4712"]]
            #expect(try await yard.driver.changes(id, to: other).map(\.difference.field) == ["spec.stack.vsphere.attributes.Cost centre"])
            #expect(try await yard.driver.update(id, to: other) == [])
            #expect(try await yard.driver.observe(id)?.attributes == ["Cost centre": "4712"])
            other.options = ["attributes": ["Colour": "red"]]
            let unknown = other
            let error = await #expect(throws: DriverError.self) { _ = try await yard.driver.update(id, to: unknown) }
            #expect("\(try #require(error))".contains("no custom attribute Colour"))
            await client.close()
        }
    }

    @Test(arguments: ["8.0.2", "6.7.0"])
    func `tags are attached as an instance says, one of a category that allows no more, and told`(version: String) async throws {
        try await Yard.run { inventory in
            inventory.version = version
            inventory.machines = [Inventory.NewMachine(name: "old")]
        } _: { (yard) async throws in
            let calls = try await TagCalls(yard)
            let stage = try await calls.category("Stage", "SINGLE")
            let team = try await calls.category("Team", "MULTIPLE")
            for (category, name) in [(stage, "test"), (stage, "production"), (team, "red"), (team, "blue")] {
                try await calls.tag(category, name)
            }
            let order = try yard.order("web") { $0.spec.stack = ["vsphere": ["tags": ["Stage/test", "Team/red"]]] }
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.observe(id)?.tags == ["Stage/test", "Team/red"])
            #expect(try await yard.driver.changes(id, to: order).map(\.difference) == [])
            var other = order
            other.options = ["tags": ["Stage/production"]]
            #expect(try await yard.driver.changes(id, to: other).map(\.difference.field) == ["spec.stack.vsphere.tags"])
            #expect(try await yard.driver.update(id, to: other) == [])
            // The other category's are as they were.
            #expect(try await yard.driver.observe(id)?.tags == ["Stage/production", "Team/red"])
            other.options = ["tags": ["Stage/none"]]
            let unknown = other
            let error = await #expect(throws: DriverError.self) { _ = try await yard.driver.update(id, to: unknown) }
            #expect("\(try #require(error))".contains("no tag Stage/none"))
            // What was taken off by somebody else is seen once the machine is looked at, and by that it is compared.
            let settled = try #require(try await yard.driver.observe(id)).settings
            let client = try await yard.client()
            let machine = try #require(try await yard.object(id, client))
            let tagClient = try #require(client.tags)
            for tag in try await tagClient.tags(of: [machine])[machine] ?? [] { try await tagClient.attach(tag, to: machine, false) }
            #expect(try await yard.driver.changes(id, to: order).map(\.difference.field) == ["spec.stack.vsphere.tags"])
            #expect(try await yard.driver.observe(id)?.settings != settled)
            other.options = ["tags": ["Stage/production", "Team/red"]]
            #expect(try await yard.driver.update(id, to: other) == [])
            await client.close()
            // Lists tell of machines of others too, once they have been looked at.
            let second = try await VSphereDriver.connect(yard.center.connection())
            _ = try await second.list()
            yard.center.simulator.disturbances.arm("session-expiry")
            let tags = try await second.list().reduce(into: [:]) { $0[$1.name] = $1.tags }
            #expect(tags == ["old": [], "web": ["Stage/production", "Team/red"]])
            await second.close()
        }
    }

    @Test func `tags are attached and told by govmomi's simulator as well`() async throws {
        try await GovmomiTests.inDirectory([]) { directory, simulator in
            let http = try HTTPSClient(host: "127.0.0.1", port: simulator.port, trust: .authorities(Array(simulator.certificate.utf8)))
            let calls = try await TagCalls(http, simulator.username, simulator.password, isOld: true)
            let stage = try await calls.category("Stage", "SINGLE")
            try await calls.tag(stage, "test")
            let driver = try await VSphereDriver.connect(simulator.connection(stateDirectory: directory))
            let order = try GovmomiTests.order("web", directory) { $0.spec.stack = ["vsphere": ["tags": ["Stage/test"]]] }
            let id = try await driver.create(order)
            #expect(try await driver.observe(id)?.tags == ["Stage/test"])
            _ = try await driver.list()
            #expect(try await driver.list().first { $0.id == id }?.tags == ["Stage/test"])
            await driver.close()
        }
    }

    @Test func `a vCenter whose tags cannot be read is listed without, and says so`() async throws {
        try await Yard.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
        } _: { (yard) async throws in
            _ = try await yard.driver.list()
            yard.center.simulator.disturbances.arm("rest-away", times: 10)
            #expect(try await yard.driver.list().count == 1)
            let said = try await yard.driver.survey().restrictions
            #expect(said.contains { $0.hasPrefix("tags are not told: ") && $0.contains("503") }, "\(said)")
        }
    }

    @Test func `without the right to it the notes alone say whose a machine is, and the survey says so`() async throws {
        try await TestCenter.run { inventory in
            inventory.users = [Inventory.User(name: "power@vsphere.local", password: "does", role: "VirtualMachinePowerUser")]
            inventory.machines = [Inventory.NewMachine(name: "a")]
        } _: { (center) async throws in
            var connection = center.connection()
            connection.network?.secrets["username"] = Array("power@vsphere.local".utf8)
            connection.network?.secrets["password"] = Array("does\n".utf8)
            let driver = try await VSphereDriver.connect(connection)
            let missing = try await driver.survey().restrictions
            #expect(missing.contains { $0.contains("Global.SetCustomField") && $0.contains("notes are overwritten") }, "\(missing)")
            await driver.close()
        }
    }
}

/// Makes tags, as an administrator does.
private struct TagCalls {
    private let http: HTTPSClient
    private let session: String
    /// Whether by the older form of the interface.
    private let isOld: Bool

    init(_ yard: Yard) async throws {
        let pin = try #require(CertificateFingerprint(yard.center.fingerprint))
        let http = try HTTPSClient(host: "127.0.0.1", port: yard.center.port, trust: .fingerprint(pin))
        try await self.init(http, yard.center.user, yard.center.password, isOld: false)
    }

    init(_ http: HTTPSClient, _ user: String, _ password: String, isOld: Bool) async throws {
        (self.http, self.isOld) = (http, isOld)
        let words = Data("\(user):\(password)".utf8).base64EncodedString()
        let target = isOld ? "/rest/com/vmware/cis/session" : "/api/session"
        let login = try await http.send(HTTPSRequest(.post, target, headers: [("Authorization", "Basic \(words)")]))
        let json = try JSONValue(parsing: login.body)
        session = try #require((isOld ? json["value"] : json)?.string)
    }

    func category(_ name: String, _ cardinality: String) async throws -> String {
        try await make("category", ["name": .string(name), "cardinality": .string(cardinality), "description": "", "associable_types": []])
    }

    @discardableResult
    func tag(_ category: String, _ name: String) async throws -> String {
        try await make("tag", ["name": .string(name), "category_id": .string(category), "description": ""])
    }

    private func make(_ kind: String, _ spec: JSONValue) async throws -> String {
        let body: JSONValue = isOld ? ["create_spec": spec] : spec
        let request = HTTPSRequest(
            .post, "\(isOld ? "/rest/com/vmware" : "/api")/cis/tagging/\(kind)",
            headers: [("vmware-api-session-id", session), ("Content-Type", "application/json")], body: [.bytes(body.encoded())])
        let answer = try await http.send(request)
        #expect(answer.status == (isOld ? 200 : 201))
        let json = try JSONValue(parsing: answer.body)
        return try #require((isOld ? json["value"] : json)?.string)
    }
}

extension Yard {
    func object(_ id: NativeID, _ client: VSphereClient) async throws -> ManagedObject? {
        let machines = try await client.readAll([PropertyWish("VirtualMachine", ["config.instanceUuid"])], below: client.content.rootFolder)
        return machines.first { $0.text("config.instanceUuid").lowercased() == id.text }?.object
    }
}
