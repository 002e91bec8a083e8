import Foundation
import HTTPS
import SimulatorKit
import Testing
import VSphereCenter
@testable import VSphereSimulator
import XMLDocuments

/// What the simulator does with requests that no good client makes.
@Suite(.timeLimit(.minutes(2))) struct RequestTests {
    @Test func `what it does not know it answers with the fault for that`() async throws {
        try await TestCenter.run { center in
            let calls = try await SOAPCalls(center)
            #expect(try await calls.call("MakeCoffee", on: "ServiceInstance:ServiceInstance").fault == "MethodNotFound")
            #expect(try await calls.call("EnterLockdownMode", on: "HostSystem:host-104").fault == "NotSupported")
            #expect(try await calls.call("PowerOnVM_Task", on: "VirtualMachine:vm-9999").fault == "ManagedObjectNotFound")
            #expect(try await calls.call("Fetch", on: "Folder:group-d1", "<prop>runtime</prop>").fault == "InvalidProperty")
            #expect(try await calls.call("PowerOnVM_Task", on: "Coffee:1").fault == "InvalidRequest")
            #expect(try await calls.call("CreateFolder", on: "Folder:group-v3").fault == "InvalidRequest")
        }
    }

    @Test(arguments: [
        "", "<", "<a/>", "<e:Envelope xmlns:e='x'/>", "<e:Envelope xmlns:e='x'><e:Body/></e:Envelope>",
        "<e:Envelope xmlns:e='x'><e:Body><Login xmlns='urn:vim25'/></e:Body></e:Envelope>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><e:Envelope xmlns:e='x'><e:Body>&b;</e:Body></e:Envelope>",
        "<e:Envelope xmlns:e='x'><e:Body><Login xmlns='urn:vim25'><_this type='SessionManager'>SessionManager</_this><userName>\u{1}",
        String(repeating: "<a>", count: 5000), "\u{0}\u{1}\u{2}",
    ])
    func `what cannot be read is refused`(text: String) async throws {
        try await TestCenter.run { center in
            let calls = try await SOAPCalls(center)
            let answer = try await calls.send(text)
            #expect(answer.status == 500)
            #expect(answer.fault == "InvalidRequest")
        }
    }

    @Test func `a request that is cut or changed anywhere gets an answer, and the server goes on`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { center in
            let calls = try await SOAPCalls(center)
            let text = """
                <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>\
                <RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>Folder</type>\
                <all>false</all><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj><skip>false</skip><selectSet \
                xsi:type="TraversalSpec"><name>down</name><type>Folder</type><path>childEntity</path><selectSet><name>down</name></selectSet></selectSet>\
                </objectSet></specSet><options><maxObjects>1</maxObjects></options></RetrievePropertiesEx></e:Body></e:Envelope>
                """
            #expect(try await calls.send(text).fault == nil)
            var random = SystemRandomNumberGenerator()
            for _ in 0..<300 {
                var bytes = Array(text.utf8)
                if Bool.random(using: &random) {
                    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
                } else {
                    for _ in 0..<3 { bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 32...126, using: &random) }
                }
                let answer = try await calls.send(String(decoding: bytes, as: UTF8.self))
                #expect([200, 500].contains(answer.status))
            }
            #expect(try await calls.send(text).fault == nil)
        }
    }

    @Test(arguments: [
        "/", "/sdk", "/folder/../../etc/passwd?dsName=datastore1", "/folder/%2e%2e/%2e%2e/x?dsName=datastore1", "/nfc/none/disk-0.vmdk",
        "/ticket/none", "/folder?dsName=..%2f..",
    ])
    func `a hostile path is refused`(target: String) async throws {
        try await TestCenter.run { center in
            let calls = try await SOAPCalls(center)
            let answer = try await calls.client.send(HTTPSRequest(.get, target, headers: [("Cookie", calls.cookie)]))
            #expect((400...404).contains(answer.status))
        }
    }

    @Test func `every object it shows has what its type requires, and nothing that its type has not`() async throws {
        var inventory = Inventory(hosts: 2, machines: 2)
        inventory.pools = ["pool"]
        let center = try Center(inventory, time: .init(speed: 1000), disturbances: .init(), stateFile: nil)
        let wrong = await center.problems()
        #expect(wrong.isEmpty, "\(wrong.sorted().joined(separator: "\n"))")
    }
}

extension Center {
    /// What objects of the inventory lack by the table.
    fileprivate func problems() -> Set<String> {
        var found: Set<String> = []
        var rest: [Ref] =
            [state.root]
            + Set(["ServiceInstance", "SessionManager", "PerformanceManager", "EventManager", "AuthorizationManager", "TaskManager"]).map(
                singleton)
        rest += state.networks.values.map(\.ref)
        var seen: Set<Ref> = []
        while let ref = rest.popLast() {
            guard seen.insert(ref).inserted else { continue }
            rest += children(of: ref)
            for field in TypeTable.shared.kind(ref.type)?.fields ?? [] {
                guard let value = property(ref, field.name) else {
                    // These are of the caller, or of what is not simulated.
                    if !field.type.isOptional, !field.type.isList { found.insert("\(ref.type).\(field.name) is missing") }
                    continue
                }
                check(value, field.type, "\(ref.type).\(field.name)", &found)
            }
        }
        return found
    }

    private func check(_ value: Value, _ type: FieldType, _ path: String, _ found: inout Set<String>) {
        if type.isList {
            for item in value.list { check(item, type.item, path, &found) }
            return
        }
        switch value {
        case .object(let object):
            guard let kind = TypeTable.shared.kind(object.type), object.isA(type.base) || type.base == "anyType" else {
                found.insert("\(path) is a \(object.type), not a \(type.base)")
                return
            }
            for name in object.fields.keys where kind.field(name) == nil { found.insert("\(path): \(object.type) has no \(name)") }
            for field in kind.fields {
                if let value = object[field.name] {
                    check(value, field.type, "\(path).\(field.name)", &found)
                } else if !field.type.isOptional, !field.type.isList {
                    found.insert("\(path): \(object.type) lacks \(field.name)")
                }
            }
        case .string(let word):
            guard !["string", "anyType", "anyURI"].contains(type.base) else { return }
            if TypeTable.shared.words(type.base)?.contains(word) != true { found.insert("\(path): \(word) is no \(type.base)") }
        case .bool: if !["boolean", "anyType"].contains(type.base) { found.insert("\(path) is no \(type.base)") }
        case .int, .long:
            if !["int", "long", "short", "byte", "anyType"].contains(type.base) { found.insert("\(path) is no \(type.base)") }
        case .date: if !["dateTime", "anyType"].contains(type.base) { found.insert("\(path) is no \(type.base)") }
        case .ref(let ref):
            if !type.isReference || !TypeTable.shared.derives(ref.type, from: type.base) {
                found.insert("\(path): \(ref.type) is no \(type.base)")
            }
        case .list, .double, .binary, .raw: break
        }
    }
}

/// What is read quickly against what is read in full.
@Suite struct QuickPathTests {
    @Test(arguments: [
        "runtime.powerState", "runtime.host", "runtime.connectionState", "config.name", "config.changeVersion", "config.uuid",
        "config.hardware.memoryMB", "config.files.vmPathName", "config.template", "summary.config.numCpu", "summary.config.uuid",
        "summary.config.guestId", "summary.config.annotation", "summary.config.numVirtualDisks", "summary.storage.committed",
        "summary.guest.toolsStatus", "guest.ipAddress", "guest.hostName", "guest.toolsRunningStatus", "summary.overallStatus",
    ])
    func `a property that lists ask for is the same as in the whole`(text: String) async throws {
        let center = try Center(Inventory(hosts: 2, machines: 4), time: .init(speed: 1), disturbances: .init(), stateFile: nil)
        let path = try #require(PropertyPath(text))
        for machine in await center.state.machines.values {
            guard let quick = await center.quick(machine, path) else { continue }
            let whole = await center.property(machine.ref, path.steps[0].name).flatMap { path.value(from: $0) }
            #expect(quick == whole)
        }
    }
}
