import StrataAPI
import StrataDriverKit
import Testing
import XMLDocuments

@testable import VSphere
@testable import VSphereDriver

/// What is read of servers' answers, and of machines' notes.
struct ParserTests {
    /// govmomi's simulator's answer to a wrong password.
    private static let refused = """
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>\
        <faultcode>ServerFaultCode</faultcode><faultstring>Login failure</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" \
        xsi:type="InvalidLogin"></InvalidLoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>
        """

    /// And to a login that it takes.
    private static let accepted = """
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
        <LoginResponse xmlns="urn:vim25"><returnval><key>05f5f2fd-6707-46d0-ab6b-e2df6d63c63c</key><userName>user</userName>\
        <loginTime>2026-11-28T00:57:19.971017245Z</loginTime><locale>en_US</locale></returnval></LoginResponse></soapenv:Body></soapenv:Envelope>
        """

    private static func read(_ text: String, _ method: String = "Login") throws(VSphereError) -> XMLElement {
        try SOAP.answer(Array(text.utf8), to: method, limit: 1 << 20)
    }

    @Test func `an answer is what its method returned, and a fault has its type and words`() throws {
        #expect(try Self.read(Self.accepted)["returnval"]?["userName"]?.text == "user")
        #expect {
            _ = try Self.read(Self.refused)
        } throws: {
            ($0 as? VSphereError)?.fault.map { $0.type == "InvalidLogin" && "\($0)" == "Login failure (InvalidLogin)" } ?? false
        }
        #expect {
            _ = try Self.read(Self.accepted, "Logout")
        } throws: {
            "\($0)".contains("LogoutResponse")
        }
    }

    @Test func `an answer that is cut short is no answer`() {
        for length in stride(from: 0, to: Self.accepted.utf8.count - 1, by: 7) {
            #expect(throws: VSphereError.self) { try Self.read(String(decoding: Self.accepted.utf8.prefix(length), as: UTF8.self)) }
        }
    }

    @Test func `random bytes in an answer break nothing`() {
        for text in [Self.accepted, Self.refused] {
            for _ in 0..<500 {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 1...5) { bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255) }
                do { _ = try SOAP.answer(bytes, to: "Login", limit: 1 << 20) } catch { #expect(!"\(error)".isEmpty) }
            }
        }
    }

    @Test func `names from outside stand in a request as text`() throws {
        let name = "</name><!-- & \"x\" ]]>"
        let request = SOAP.request(
            "Rename_Task", on: ManagedObject("VirtualMachine", "vm-1"), [.plain("newName", name)])
        let body = try XMLElement(parsing: request, limit: 1 << 16)
        #expect(body.at("soapenv:Body", "Rename_Task", "newName")?.text == name)
        #expect(body.at("soapenv:Body", "Rename_Task", "_this")?[attribute: "type"] == "VirtualMachine")
    }

    @Test(arguments: [
        ("https://*/nfc/1/disk-0.vmdk", "vc.example", 8443, "/nfc/1/disk-0.vmdk"),
        ("https://esx1.example/nfc/1?a=b", "esx1.example", 443, "/nfc/1?a=b"),
        ("wss://192.0.2.7:902/ticket/ab", "192.0.2.7", 902, "/ticket/ab"), ("https://[2001:db8::1]:9443/x", "2001:db8::1", 9443, "/x"),
    ])
    func `a place that a server names is taken apart`(url: String, host: String, port: Int, target: String) throws {
        let place = try #require(FarPlace(url, own: ("vc.example", 8443), thumbprint: ""))
        #expect(place.host == host && place.port == port && place.target == target)
    }

    @Test(arguments: [
        "", "nfc", "http://esx/nfc", "https:///x", "https://a b/x", "https://a/x y", "https://a:0/x", "https://a:99999/x",
        "https://a/x\r\nHost: b",
    ])
    func `a place that is none is refused`(url: String) {
        #expect(FarPlace(url, own: ("vc.example", 443), thumbprint: "") == nil)
    }

    @Test func `what Strata notes stands in a machine's notes beside what its owner wrote`() throws {
        var instance = Instance(name: ObjectName(namespace: "lab", name: "web"))
        instance.metadata.uid = .random()
        var order = Order(instance, type: .virtualMachine, image: nil, stack: VSphereDriver.stack)
        order.server = "a server with 100 % words\n=x"
        var note = OwnerNote(order, machine: "m-1", isAdopted: true)
        (note.nextCPUs, note.nextMemory, note.isUnfinished) = (4, 2048, true)
        for notes in ["", "two lines\nof an owner's", "ends with a line\n"] {
            let written = note.write(over: notes)
            #expect(OwnerNote(notes: written) == note)
            #expect(written.hasPrefix(notes))
            #expect(note.write(over: written) == written)
        }
        for notes in [
            "", "Strata: ", "Strata: uid=x machine=y", "Strata: uid=\(UID.random().text)", "x Strata: uid=\(UID.random().text) machine=y",
        ] {
            #expect(OwnerNote(notes: notes) == nil)
        }
    }

    @Test func `a copy of a machine is nobody's`() throws {
        var instance = Instance(name: ObjectName(namespace: "lab", name: "web"))
        instance.metadata.uid = .random()
        let order = Order(instance, type: .virtualMachine, image: nil, stack: VSphereDriver.stack)
        let notes = OwnerNote(order, machine: order.uid.text).write(over: "")
        func machine(_ uuid: String) -> MachineRecord {
            MachineRecord(
                ObjectContent(
                    ManagedObject("VirtualMachine", "vm-1"),
                    ["config.instanceUuid": XMLElement("val", text: uuid), "config.annotation": XMLElement("val", text: notes)]))
        }
        #expect(machine(order.uid.text).owner?.uid == order.uid)
        #expect(machine(UID.random().text).owner == nil)
    }

    @Test(arguments: ["plain", "50 % off", "a/b\\c", "%2f"])
    func `names come back as they were`(name: String) {
        #expect(Landscape.decoded(Landscape.encoded(name)) == name)
    }

    @Test func `a device goes back as it came, with the types of its parts, and what changes`() throws {
        let device = try XMLElement(
            parsing: """
                <val xmlns:xsi="x" xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="VirtualDisk"><key>2000</key>\
                <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds] a.vmdk</fileName><datastore type="Datastore">datastore-1</datastore></backing>\
                <controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>1024</capacityInKB><capacityInBytes>1048576</capacityInBytes>\
                </VirtualDevice></val>
                """)
        let disk = try #require(MachineDevices(device).root)
        #expect(disk.capacity == 1024)
        let change = MachineDevices.resized(disk, kibibytes: 2048)
        #expect(
            change.xml == """
                <deviceChange><operation>edit</operation><device xsi:type="VirtualDisk"><key>2000</key>\
                <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds] a.vmdk</fileName><datastore type="Datastore">datastore-1</datastore></backing>\
                <controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>2048</capacityInKB></device></deviceChange>
                """)
    }
}
