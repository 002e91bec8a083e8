import StrataDriverKit
import Synchronization
import Testing

/// What a guest's console says, taken in while tests wait for words.
final class GuestConsole: Sendable {
    private let host: XenHost
    private let session: CommandSession
    private let said = Mutex("")
    private let reader = Mutex<Task<Void, Never>?>(nil)

    init(_ host: XenHost, _ session: CommandSession) {
        (self.host, self.session) = (host, session)
        reader.withLock { reader in
            reader = Task {
                do {
                    for try await chunk in session.output {
                        self.said.withLock { $0 += String(decoding: chunk.bytes, as: UTF8.self) }
                    }
                } catch {
                    self.said.withLock { $0 += "(\(error))" }
                }
            }
        }
    }

    func say(_ line: String) async throws { try await session.send(Array("\(line)\n".utf8)) }

    func wait(for words: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await host.wait(
            "the guest says \(words)", progress: { said.withLock(\.self) }, sourceLocation: sourceLocation,
            until: { said.withLock { $0.contains(words) } })
    }

    /// Detaches.
    func close() async {
        await session.terminate()
        await reader.withLock(\.self)?.value
    }
}
