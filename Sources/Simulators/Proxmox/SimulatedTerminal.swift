import SimulatorKit

/// A guest's terminal: a login that answers what is typed, and nothing more.
struct SimulatedTerminal: Sendable {
    let cluster: Cluster
    let number: Int
    let ticket: String

    /// Speaks the terminal's own protocol: first who it is, then frames.
    func run(_ conversation: WebSocketConversation) async throws {
        var frames = TerminalFrames()
        var isKnown = false
        try await conversation.read { bytes in
            var bytes = bytes
            if !isKnown {
                guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
                    String(decoding: bytes[..<end], as: UTF8.self).hasSuffix(":\(ticket)"),
                    await cluster.takeTerminal(ticket)
                else { return false }
                isKnown = true
                try await conversation.send(Array("OK".utf8))
                try await conversation.send(Array("\r\n\(await cluster.name(of: number)) login: ".utf8))
                bytes.removeFirst(end + 1)
            }
            for frame in frames.take(bytes) {
                guard case .input(let typed) = frame else { continue }
                // What a terminal shows of what is typed.
                try await conversation.send(typed.flatMap { $0 == 13 ? Array("\r\nPassword: ".utf8) : [$0] })
            }
            return await cluster.isOn(number)
        }
    }
}

/// Frames of a terminal's client: `0:LENGTH:BYTES`, `1:COLUMNS:ROWS:`, `2`.
struct TerminalFrames {
    enum Frame { case input([UInt8]), size, ping }

    private var rest: [UInt8] = []

    mutating func take(_ bytes: [UInt8]) -> [Frame] {
        rest += bytes
        var frames: [Frame] = []
        while let frame = next() { frames.append(frame) }
        return frames
    }

    private mutating func next() -> Frame? {
        switch rest.first {
        case UInt8(ascii: "2"):
            rest.removeFirst()
            return .ping
        case UInt8(ascii: "0"):
            let parts = rest.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let length = Int(String(decoding: parts[1], as: UTF8.self)), length >= 0, parts[2].count >= length
            else {
                return nil
            }
            let bytes = Array(parts[2].prefix(length))
            rest = Array(parts[2].dropFirst(length))
            return .input(bytes)
        case UInt8(ascii: "1"):
            let parts = rest.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4 else { return nil }
            rest = Array(parts[3])
            return .size
        case nil: return nil
        default:
            rest = []
            return nil
        }
    }
}

extension Cluster {
    /// Takes a terminal that waits; each can be taken once.
    func takeTerminal(_ ticket: String) -> Bool { terminals.removeValue(forKey: ticket) != nil }

    func name(of number: Int) -> String { state.guests[number]?.name ?? "" }

    func isOn(_ number: Int) -> Bool { state.guests[number]?.power != .stopped && state.guests[number] != nil }
}
