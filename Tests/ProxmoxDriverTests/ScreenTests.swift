import ProxmoxDriver
import StrataAPI
import StrataDriverKit
import Testing

/// A machine's screen, to its viewers.
@Suite(.timeLimit(.minutes(2))) struct ScreenTests {
    @Test func `every viewer of a screen is greeted, however many come and go at once`() async throws {
        try await Yard.run(nodes: 1) { (yard) async throws in
            let id = try await yard.driver.create(try yard.order("seen"))
            try await yard.driver.start(id)
            for _ in 0..<8 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<6 {
                        group.addTask {
                            let session = try await yard.driver.screen(id)
                            var greeting: [UInt8] = []
                            for try await chunk in session.output {
                                greeting += chunk.bytes
                                if greeting.count >= 12 { break }
                            }
                            #expect(String(decoding: greeting, as: UTF8.self) == "RFB 003.008\n")
                            await session.terminate()
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }
}
