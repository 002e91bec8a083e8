import Foundation
import SimulatorKit
import Testing
import VSphereCenter
import VSphereSimulator
import XMLDocuments

/// Who gets in, for how long, and what they may do.
@Suite(.timeLimit(.minutes(2))) struct SessionTests {
    @Test func `who has not logged in learns what the server is, and nothing else`() async throws {
        try await TestCenter.run { center in
            let calls = try SOAPCalls(unknown: center)
            let content = try await calls.call("RetrieveServiceContent", on: "ServiceInstance:ServiceInstance")
            #expect(content.result?.at("about", "apiType")?.text == "VirtualCenter")
            #expect(content.result?.at("about", "apiVersion")?.text == "8.0.2.0")
            let refused = try await calls.call("CurrentTime", on: "ServiceInstance:ServiceInstance")
            #expect(refused.status == 500)
            #expect(refused.fault == "NotAuthenticated")
            #expect(refused.detail?["privilegeId"]?.text == "System.View")
        }
    }

    @Test func `a session ends with its logout`() async throws {
        try await TestCenter.run { center in
            let calls = try await SOAPCalls(center)
            #expect(try await calls.call("CurrentTime", on: "ServiceInstance:ServiceInstance").fault == nil)
            #expect(try await calls.call("Logout", on: "SessionManager:SessionManager").fault == nil)
            #expect(try await calls.call("CurrentTime", on: "ServiceInstance:ServiceInstance").fault == "NotAuthenticated")
        }
    }

    @Test func `a session ends when nothing was asked of it for half an hour`() async throws {
        // Which passes in a tenth of a second there.
        try await TestCenter.run(speed: 20_000) { center in
            let idle = try await SOAPCalls(center)
            let other = try SOAPCalls(unknown: center)
            let start = ContinuousClock.now
            while start.duration(to: .now) < .milliseconds(150) {
                _ = try await other.call("RetrieveServiceContent", on: "ServiceInstance:ServiceInstance")
            }
            #expect(try await idle.call("CurrentTime", on: "ServiceInstance:ServiceInstance").fault == "NotAuthenticated")
        }
    }

    @Test func `sessions that are ended by a fault that was asked for are no longer known`() async throws {
        try await TestCenter.run { center in
            let calls = try await SOAPCalls(center)
            center.simulator.disturbances.arm("session-expiry")
            #expect(try await calls.call("CurrentTime", on: "ServiceInstance:ServiceInstance").fault == "NotAuthenticated")
            let again = try await SOAPCalls(center)
            #expect(try await again.call("CurrentTime", on: "ServiceInstance:ServiceInstance").fault == nil)
        }
    }

    @Test func `a role allows what it allows, and what is refused names the privilege and the object`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
            inventory.users = [
                Inventory.User(name: "reader@vsphere.local", password: "x", role: "ReadOnly"),
                Inventory.User(name: "power@vsphere.local", password: "x", role: "VirtualMachinePowerUser"),
                Inventory.User(name: "nobody@vsphere.local", password: "x", role: "NoAccess"),
            ]
        } _: { center in
            let reader = try await SOAPCalls(center, user: "reader@vsphere.local", password: "x")
            let id = try #require(
                try await reader.call("FindByInventoryPath", on: "SearchIndex:SearchIndex", "<inventoryPath>dc1/vm/web</inventoryPath>")
                    .result?.text)
            let refused = try await reader.call("PowerOffVM_Task", on: "VirtualMachine:\(id)")
            #expect(refused.fault == "NoPermission")
            #expect(refused.detail?["privilegeId"]?.text == "VirtualMachine.Interact.PowerOff")
            #expect(refused.detail?["object"]?.text == id)
            let power = try await SOAPCalls(center, user: "power@vsphere.local", password: "x")
            let info = try await power.finished(try await power.call("PowerOffVM_Task", on: "VirtualMachine:\(id)"))
            #expect(info["state"]?.text == "success")
            #expect(
                try await power.call("Destroy_Task", on: "VirtualMachine:\(id)").detail?["privilegeId"]?.text
                    == "VirtualMachine.Inventory.Delete")
            let session = try #require(
                try await power.call("Fetch", on: "SessionManager:SessionManager", "<prop>currentSession</prop>").result?["key"]?.text)
            let asked = try await power.call(
                "HasPrivilegeOnEntities", on: "AuthorizationManager:AuthorizationManager",
                "<entity type=\"VirtualMachine\">\(id)</entity><sessionId>\(session)</sessionId><privId>VirtualMachine.Interact.PowerOn</privId><privId>VirtualMachine.Inventory.Delete</privId>"
            )
            #expect(asked.result?.children("privAvailability").map { $0["isGranted"]?.text } == ["true", "false"])
            let nobody = try SOAPCalls(unknown: center)
            let login = try await nobody.call(
                "Login", on: "SessionManager:SessionManager", "<userName>nobody@vsphere.local</userName><password>x</password>")
            #expect(login.fault == "InvalidLogin")
        }
    }
}
