import ProxmoxCluster
import ProxmoxDriver
import ProxmoxSimulator
import StrataAPI
import StrataDriverKit
import Testing

/// Tokens that may not do everything.
@Suite(.timeLimit(.minutes(3))) struct RightsTests {
    /// A driver by a token whose roles are given for paths, on a cluster with a guest in a pool and one outside.
    private static func run(
        acl: [String: String], _ options: JSONValue = ["pool": "team"], _ body: (Yard, ProxmoxDriver) async throws -> Void
    ) async throws {
        try await Yard.run { inventory in
            for (number, pool) in [(100, "team"), (101, "other"), (102, "")] {
                var guest = Inventory.NewGuest(number: number, name: "vm\(number)")
                guest.pool = pool
                inventory.guests.append(guest)
            }
            var user = Inventory.User(name: "ops@pve", password: "x", role: "")
            user.tokens = ["t": "secret"]
            user.acl = acl
            inventory.users.append(user)
            inventory.roles = [
                Inventory.Role(name: "Images", privileges: ["Datastore.Audit", "Datastore.AllocateSpace", "Datastore.AllocateTemplate"])
            ]
        } _: { yard in
            var connection = yard.cluster.connection(options)
            connection.stateDirectory = yard.directory
            connection.network?.secrets["token"] = Array("ops@pve!t=secret".utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            try await body(yard, driver)
            await driver.close()
        }
    }

    @Test func `a token of one pool sees that pool's guests, makes and removes some, and is told what else it may not`() async throws {
        try await Self.run(acl: ["/pool/team": "PVEVMAdmin", "/storage": "Images"]) { yard, driver in
            #expect(try await driver.list().map(\.id.text) == ["qemu/100"])
            let survey = try await driver.survey()
            #expect(survey.restrictions == ["the privilege Sys.Audit is missing, to see nodes"])
            #expect(survey.boxes.first { $0.id == "cluster-and-ha-manager" }?.state == .unknown)
            #expect(survey.hosts.count == 3 && survey.hosts.allSatisfy { $0.status.memory == nil })
            let order = try yard.order("new")
            let id = try await driver.create(order)
            try await driver.start(id)
            #expect(try await driver.list().map(\.id.text) == ["qemu/100", id.text])
            let copy = try yard.order("copy")
            let clone = try await driver.clone(copy, of: id, at: nil)
            try await driver.delete(clone, owner: copy.uid)
            try await driver.stop(id, grace: .zero)
            try await driver.delete(id, owner: order.uid)
        }
    }

    @Test func `a role that allows less is told by what is missing, and for what`() async throws {
        try await Self.run(acl: ["/pool/team": "PVEVMUser", "/pool/other": "Administrator"]) { yard, driver in
            let survey = try await driver.survey()
            for missing in [
                "VM.Allocate is missing, to make and remove guests", "VM.Snapshot is missing",
                "Datastore.AllocateSpace is missing on storages",
                "VM.GuestAgent.Unrestricted is missing",
            ] { #expect(survey.restrictions.contains { $0.contains(missing) }, "\(missing)") }
            #expect(!survey.restrictions.contains { $0.contains("VM.PowerMgmt") })
            #expect(survey.support[.snapshot]?.isUsable == false && survey.support[.exec]?.isUsable == false)
            #expect(survey.support[.pause]?.isUsable == true)
            await #expect(throws: DriverError.self) { try await driver.create(try yard.order("new")) }
            try await driver.reset(NativeID("qemu/100"))
        }
    }

    @Test func `what is said of a guest counts for it alone, and what is said nearer counts instead of what is said further up`()
        async throws
    {
        try await Self.run(acl: ["/": "PVEAuditor", "/vms/101": "PVEVMAdmin", "/vms/102": "NoAccess"], .object([:])) {
            (_, driver) async throws in
            #expect(try await driver.list().map(\.id.text) == ["qemu/100", "qemu/101"])
            try await driver.reset(NativeID("qemu/101"))
            let error = await #expect(throws: DriverError.self) { try await driver.reset(NativeID("qemu/100")) }
            #expect("\(try #require(error))".contains("Permission check failed (/vms/100, VM.PowerMgmt)"))
        }
    }

    @Test func `disks are made only in storages in which that is allowed`() async throws {
        try await Self.run(acl: ["/": "PVEVMAdmin", "/storage/local": "Images", "/storage/local-lvm": "PVEAuditor"], .object([:])) {
            (yard, driver) async throws in
            let error = await #expect(throws: DriverError.self) { try await driver.create(try yard.order("new")) }
            #expect("\(try #require(error))".contains("/storage/local-lvm, Datastore.AllocateSpace"))
        }
    }
}
