import StrataDriverKit
import Testing

@testable import LXDDriver

/// A guest's console, listened to.
struct GuestConsole {
    private let session: CommandSession
    private let talk = Talk()
    private let listening: Task<Void, any Error>

    /// Attaches for a body.
    static func use(_ driver: LXDDriver, _ id: NativeID, _ body: (GuestConsole) async throws -> Void) async throws {
        let guest = try await GuestConsole(driver, id)
        let result: Result<Void, any Error>
        do { result = .success(try await body(guest)) } catch { result = .failure(error) }
        await guest.leave()
        try result.get()
    }

    private init(_ driver: LXDDriver, _ id: NativeID) async throws {
        session = try await driver.console(id, terminal: TerminalSize())
        listening = Task { [session, talk] in for try await chunk in session.output { talk.hear(chunk.bytes) } }
    }

    /// Types a line until the shell answers it: where nobody listens yet, or only just, what is typed is lost.
    ///
    /// LXD types ESC c into a machine's console when somebody detaches from it, which the shell takes for the beginning of a line.
    func shows(_ text: String, afterTyping line: String) async throws {
        for _ in 0..<20 {
            try await session.send(Array("\r\(line)\r".utf8))
            if try await comes(stalled: .seconds(30), progress: { talk.length }, { talk.text.contains(text) }) { return }
        }
        Issue.record("the guest's shell does not say \(text); its console showed \(talk.text.suffix(600))")
    }

    private func leave() async {
        await session.terminate()
        _ = await listening.result
    }
}
