import Foundation
import HTTPS
import SimulatorKit
import StrataDriverKit
import Testing
import VSphereCenter
@testable import VSphereSimulator
import XMLDocuments

/// What stays, and how much there can be.
@Suite(.timeLimit(.minutes(3))) struct StateTests {
    @Test func `its state is kept in a file, and is there again`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "center-\(UUID()).json").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var fingerprints: Set<String> = []
        var ids: Set<String> = []
        for isSecond in [false, true] {
            try await TestCenter.run(stateFile: path) { inventory in
                inventory.machines = [Inventory.NewMachine(name: "web")]
            } _: { center in
                let calls = try await SOAPCalls(center)
                fingerprints.insert(center.fingerprint)
                let find = try await calls.call(
                    "FindByInventoryPath", on: "SearchIndex:SearchIndex",
                    "<inventoryPath>dc1/vm/\(isSecond ? "renamed" : "web")</inventoryPath>")
                let id = try #require(find.result?.text)
                ids.insert(id)
                if !isSecond {
                    let info = try await calls.finished(
                        try await calls.call(
                            "ReconfigVM_Task", on: "VirtualMachine:\(id)",
                            "<spec><name>renamed</name><annotation>kept &lt;so&gt;</annotation></spec>"))
                    #expect(info["state"]?.text == "success")
                    _ = try await calls.finished(
                        try await calls.call(
                            "CreateSnapshot_Task", on: "VirtualMachine:\(id)",
                            "<name>first</name><memory>false</memory><quiesce>false</quiesce>"))
                }
                let config = try await calls.call("Fetch", on: "VirtualMachine:\(id)", "<prop>config</prop>")
                #expect(config.result?["annotation"]?.text == "kept <so>")
                let tree = try await calls.call("Fetch", on: "VirtualMachine:\(id)", "<prop>snapshot</prop>")
                #expect(tree.result?["rootSnapshotList"]?["name"]?.text == "first")
            }
        }
        #expect(fingerprints.count == 1)
        #expect(ids.count == 1)
    }

    @Test func `a task that was to fail changes nothing, and one that hangs can be cancelled`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { center in
            let calls = try await SOAPCalls(center)
            let find = try await calls.call(
                "FindByInventoryPath", on: "SearchIndex:SearchIndex", "<inventoryPath>dc1/vm/web</inventoryPath>")
            let id = try #require(find.result?.text)
            center.simulator.disturbances.arm("task-fails")
            let failed = try await calls.finished(try await calls.call("PowerOffVM_Task", on: "VirtualMachine:\(id)"))
            #expect(failed["error"]?["fault"]?.attributes.first?.value == "SystemError")
            center.simulator.disturbances.arm("task-hangs")
            let task = try await calls.call("PowerOffVM_Task", on: "VirtualMachine:\(id)")
            #expect(try await calls.call("CancelTask", on: "Task:\(task.result?.text ?? "")").fault == nil)
            #expect(try await calls.finished(task)["error"]?["fault"]?.attributes.first?.value == "RequestCanceled")
            #expect(
                try await calls.call("Fetch", on: "VirtualMachine:\(id)", "<prop>runtime.powerState</prop>").result?.text == "poweredOn")
        }
    }

    @Test func `ten thousand machines are listed in pages`() async throws {
        try await TestCenter.run { inventory in
            inventory = Inventory(hosts: 8, machines: 10_000)
        } _: { center in
            let calls = try await SOAPCalls(center)
            let view = try #require(
                try await calls.call(
                    "CreateContainerView", on: "ViewManager:ViewManager",
                    "<container type=\"Folder\">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>"
                ).result?.text)
            var answer = try await calls.call(
                "RetrievePropertiesEx", on: "PropertyCollector:propertyCollector",
                """
                <specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>runtime.powerState</pathSet></propSet><objectSet>\
                <obj type="ContainerView">\(view)</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path>\
                </selectSet></objectSet></specSet><options><maxObjects>4000</maxObjects></options>
                """)
            var count = 0
            var pages = 0
            while true {
                pages += 1
                count += answer.result?.children("objects").count ?? 0
                guard let token = answer.result?["token"]?.text else { break }
                answer = try await calls.call(
                    "ContinueRetrievePropertiesEx", on: "PropertyCollector:propertyCollector", "<token>\(token)</token>")
            }
            #expect(count == 10_000)
            #expect(pages == 3)
        }
    }

    @Test func `an empty disk's image is one that QEMU reads`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "empty-\(UUID()).vmdk").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let image = StreamOptimizedDisk.empty(capacity: 5 << 30)
        try Data(image).write(to: URL(filePath: path))
        #expect(StreamOptimizedDisk.capacity(of: image) == 5 << 30)
        let output = try await LocalMachine().run(
            Command(executable: "/usr/bin/qemu-img", arguments: ["map", "-f", "vmdk", "--output=json", path], deadline: .seconds(30)))
        #expect(output.succeeded, "\(output.errorText)")
        #expect(output.text.contains("\"length\": \(5 << 30)"))
        #expect(output.text.contains("\"zero\": true"))
    }
}
