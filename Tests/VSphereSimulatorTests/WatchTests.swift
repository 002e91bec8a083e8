import Foundation
import Testing
import VSphereCenter
import VSphereSimulator
import XMLDocuments

/// What watchers see.
@Suite(.timeLimit(.minutes(2))) struct WatchTests {
    private static let collector = "PropertyCollector:propertyCollector"

    private static func spec(_ view: String, _ paths: [String]) -> String {
        """
        <spec><propSet><type>VirtualMachine</type>\(paths.map { "<pathSet>\($0)</pathSet>" }.joined())</propSet><objectSet><obj type="ContainerView">\(view)</obj>\
        <skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet></spec>
        """
    }

    private static func view(_ calls: SOAPCalls) async throws -> String {
        let made = try await calls.call(
            "CreateContainerView", on: "ViewManager:ViewManager",
            "<container type=\"Folder\">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>")
        return try #require(made.result?.text)
    }

    private static func wait(_ calls: SOAPCalls, _ version: String, seconds: Int = 10, most: Int? = nil) async throws -> SOAPCalls.Answer {
        let limit = most.map { "<maxObjectUpdates>\($0)</maxObjectUpdates>" } ?? ""
        return try await calls.call(
            "WaitForUpdatesEx", on: collector,
            "<version>\(version)</version><options><maxWaitSeconds>\(seconds)</maxWaitSeconds>\(limit)</options>")
    }

    @Test func `a watcher is told in pieces where it asks for that, and of all exactly once`() async throws {
        try await TestCenter.run { inventory in
            inventory = Inventory(hosts: 3, machines: 25)
        } _: { center in
            let calls = try await SOAPCalls(center)
            let view = try await Self.view(calls)
            _ = try await calls.call(
                "CreateFilter", on: Self.collector, Self.spec(view, ["name"]) + "<partialUpdates>false</partialUpdates>")
            var version = ""
            var seen: [String] = []
            var isTruncated = true
            while isTruncated {
                let update = try #require(try await Self.wait(calls, version, most: 10).result)
                version = try #require(update["version"]?.text)
                isTruncated = update["truncated"]?.text == "true"
                seen += update["filterSet"]?.children("objectSet").compactMap { $0["obj"]?.text } ?? []
            }
            #expect(seen.count == 25)
            #expect(Set(seen).count == 25)
            #expect(try await Self.wait(calls, version, seconds: 0).result == nil)
        }
    }

    @Test func `an answer that was lost is given again, and a version that never was is refused`() async throws {
        try await TestCenter.run { inventory in
            inventory = Inventory(hosts: 3, machines: 2)
        } _: { center in
            let calls = try await SOAPCalls(center)
            let view = try await Self.view(calls)
            _ = try await calls.call(
                "CreateFilter", on: Self.collector,
                Self.spec(view, ["name", "runtime.powerState"]) + "<partialUpdates>false</partialUpdates>")
            let first = try #require(try await Self.wait(calls, "").result)
            let version = try #require(first["version"]?.text)
            let machine = try #require(first["filterSet"]?["objectSet"]?["obj"]?.text)
            _ = try await calls.call("PowerOffVM_Task", on: "VirtualMachine:\(machine)")
            let second = try #require(try await Self.wait(calls, version).result)
            #expect(second["filterSet"]?["objectSet"]?["kind"]?.text == "modify")
            #expect(second["filterSet"]?["objectSet"]?.children("changeSet").map { $0["val"]?.text } == ["poweredOff"])
            #expect(try await Self.wait(calls, version).result == second)
            #expect(try await Self.wait(calls, "77").fault == "InvalidCollectorVersion")
        }
    }

    @Test func `a host that goes away shows its machines as disconnected, and nothing can be done to them`() async throws {
        try await TestCenter.run(hosts: 1) { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { center in
            let calls = try await SOAPCalls(center)
            let view = try await Self.view(calls)
            _ = try await calls.call(
                "CreateFilter", on: Self.collector, Self.spec(view, ["runtime.connectionState"]) + "<partialUpdates>false</partialUpdates>")
            let first = try #require(try await Self.wait(calls, "").result)
            await center.simulator.setConnected(false, host: "esx1.sim.local")
            let second = try #require(try await Self.wait(calls, first["version"]?.text ?? "").result)
            #expect(second["filterSet"]?["objectSet"]?["changeSet"]?["val"]?.text == "disconnected")
            let machine = try #require(first["filterSet"]?["objectSet"]?["obj"]?.text)
            let info = try await calls.finished(try await calls.call("PowerOffVM_Task", on: "VirtualMachine:\(machine)"))
            #expect(info["error"]?["fault"]?.attributes.first?.value == "HostNotConnected")
        }
    }

    @Test func `every value says what it is, and nothing that has no word for it is said`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { center in
            let calls = try await SOAPCalls(center)
            let view = try await Self.view(calls)
            let answer = try await calls.call(
                "RetrieveProperties", on: Self.collector,
                Self.spec(
                    view,
                    [
                        "name", "runtime.powerState", "runtime.host", "datastore", "config.hardware.memoryMB", "config.extraConfig",
                        "parentVApp", "runtime.bootTime",
                    ]
                )
                .replacingOccurrences(of: "spec>", with: "specSet>"))
            let values = try #require(answer.result).children("propSet").reduce(into: [String: String]()) { list, set in
                list[set["name"]?.text ?? ""] = set["val"]?.attributes.first { $0.name == "xsi:type" }?.value ?? "nothing"
            }
            #expect(
                values == [
                    "name": "xsd:string", "runtime.powerState": "VirtualMachinePowerState", "runtime.host": "ManagedObjectReference",
                    "datastore": "ArrayOfManagedObjectReference", "config.hardware.memoryMB": "xsd:int",
                    "config.extraConfig": "ArrayOfOptionValue",
                    "runtime.bootTime": "xsd:dateTime",
                ])
        }
    }
}
