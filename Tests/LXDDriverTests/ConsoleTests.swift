import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.tags(.host), .timeLimit(.minutes(2))) struct `A console` {
    /// LXD 5.0 ends as a whole where it writes to a console's stream from two places; the order in which the streams are closed keeps it from that.
    @Test func `is left again and again while its instance writes, and the daemon is none the worse`() async throws {
        try await Yard.use { yard in
            let (_, id) = try await yard.running("talker") { spec in
                spec.command = ["/bin/sh", "-c", "while true; do echo talking >/dev/console; usleep 1000; done"]
            }
            for _ in 0..<40 {
                let session = try await yard.driver.console(id, terminal: TerminalSize())
                var heard: [UInt8] = []
                for try await chunk in session.output {
                    heard += chunk.bytes
                    if String(decoding: heard, as: UTF8.self).contains("talking") { break }
                }
                await session.terminate()
            }
            #expect(try await yard.driver.observe(id)?.power == .running)
            #expect(try await yard.run(id, "echo", "still here").text == "still here\n")
        }
    }
}
