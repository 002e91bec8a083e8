import HTTPS
import Testing
import VSphereCenter
import VSphereSimulator
import WebSockets
import XMLDocuments

/// A machine's screen by a ticket.
@Suite(.timeLimit(.minutes(1))) struct ScreenTests {
    @Test func `a ticket shows a running machine's screen once, without a password`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { center in
            let calls = try await SOAPCalls(center)
            let find = try await calls.call(
                "FindByInventoryPath", on: "SearchIndex:SearchIndex", "<inventoryPath>dc1/vm/web</inventoryPath>")
            let machine = "VirtualMachine:\(try #require(find.result?.text))"
            #expect(try await calls.call("AcquireTicket", on: machine, "<ticketType>coffee</ticketType>").fault == "NotSupported")
            let ticket = try #require(
                try await calls.call("AcquireTicket", on: machine, "<ticketType>webmks</ticketType>").result?["ticket"]?.text)
            let name = try await calls.client.withWebSocket("/ticket/\(ticket)", subprotocol: "binary") { stream in
                var received: [UInt8] = []
                // What the server says, in order, and what is answered: version, kinds of authentication, result, and the screen's description.
                var steps: [(count: Int, expected: [UInt8], answer: [UInt8])] = [
                    (12, Array("RFB 003.008\n".utf8), Array("RFB 003.008\n".utf8)), (2, [1, 1], [1]), (4, [0, 0, 0, 0], [1]),
                ]
                try await stream.read { message in
                    received += message.bytes
                    while let step = steps.first, received.count >= step.count {
                        #expect(Array(received.prefix(step.count)) == step.expected)
                        received.removeFirst(step.count)
                        steps.removeFirst()
                        try await stream.send(.data(step.answer))
                    }
                    return !steps.isEmpty || received.count < 24 || received.count < 24 + Int(received[23])
                }
                #expect(received.prefix(4) == [2, 128, 1, 144])
                return String(decoding: received.dropFirst(24), as: UTF8.self)
            }
            #expect(name == "web")
            await #expect(throws: HTTPSError.self) {
                try await calls.client.withWebSocket("/ticket/\(ticket)", subprotocol: "binary") { _ in }
            }
        }
    }
}
