/// A screen: RFB 3.8 (RFC 6143), 640 by 400 points of one colour, which keys change.
public struct SimulatedScreen: Sendable {
    /// How a viewer shows that it may look.
    public enum Security: Sendable {
        /// Nothing is asked.
        case open
        /// VNC authentication: what is sent, and what must come back.
        case challenge([UInt8], answer: [UInt8])
    }

    private let title: String
    private let security: Security
    private let isOn: @Sendable () async -> Bool

    /// - Parameters:
    ///   - title: what the screen is called.
    ///   - isOn: whether what it belongs to still runs.
    public init(title: String, security: Security, isOn: @escaping @Sendable () async -> Bool) {
        self.title = title
        self.security = security
        self.isOn = isOn
    }

    private static let (width, height) = (640, 400)

    /// Talks to a viewer until one of both has enough.
    public func run(_ conversation: WebSocketConversation) async throws {
        var state = Dialogue(security: security)
        try await conversation.send(Array("RFB 003.008\n".utf8))
        try await conversation.read { bytes in
            let answer = try state.take(bytes, title: title, width: Self.width, height: Self.height)
            if !answer.isEmpty { try await conversation.send(answer) }
            return await isOn() && !state.hasEnded
        }
    }

    /// A viewer says what is not in the protocol.
    private struct Nonsense: Error {}

    /// What the viewer said so far.
    private struct Dialogue {
        let security: Security
        var received: [UInt8] = []
        var stage = 0
        var colour: UInt8 = 0x20
        var bitsPerPixel = 32
        var hasEnded = false

        init(security: Security) { self.security = security }

        mutating func take(_ bytes: [UInt8], title: String, width: Int, height: Int) throws -> [UInt8] {
            received += bytes
            var answer: [UInt8] = []
            while let more = try step(title, width, height) { answer += more }
            return answer
        }

        private mutating func take(_ count: Int) -> [UInt8]? {
            guard received.count >= count else { return nil }
            defer { received.removeFirst(count) }
            return Array(received.prefix(count))
        }

        private mutating func step(_ title: String, _ width: Int, _ height: Int) throws -> [UInt8]? {
            switch stage {
            case 0:
                guard let version = take(12) else { return nil }
                guard version == Array("RFB 003.008\n".utf8) else { throw Nonsense() }
                stage = 1
                if case .challenge = security { return [1, 2] }
                return [1, 1]
            case 1:
                guard let type = take(1) else { return nil }
                guard case .challenge(let challenge, _) = security else {
                    guard type == [1] else { throw Nonsense() }
                    stage = 3
                    return [0, 0, 0, 0]
                }
                guard type == [2] else { throw Nonsense() }
                stage = 2
                return challenge
            case 2:
                guard let response = take(16) else { return nil }
                guard case .challenge(_, let expected) = security, response == expected else {
                    hasEnded = true
                    stage = 9
                    let reason = Array("Authentication failed".utf8)
                    return [0, 0, 0, 1] + Self.big(reason.count, 4) + reason
                }
                stage = 3
                return [0, 0, 0, 0]
            case 3:
                guard take(1) != nil else { return nil }
                stage = 4
                let format: [UInt8] = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]
                let name = Array(title.utf8)
                return Self.big(width, 2) + Self.big(height, 2) + format + Self.big(name.count, 4) + name
            case 4: return try message(width, height)
            default: return nil
            }
        }

        /// A message of the viewer (section 7.5).
        private mutating func message(_ width: Int, _ height: Int) throws -> [UInt8]? {
            guard let kind = received.first else { return nil }
            switch kind {
            case 0:
                guard let format = take(20) else { return nil }
                guard [8, 16, 32].contains(format[4]) else { throw Nonsense() }
                bitsPerPixel = Int(format[4])
                return []
            case 2:
                guard received.count >= 4, take(4 + 4 * (Int(received[2]) << 8 | Int(received[3]))) != nil else { return nil }
                return []
            case 3:
                guard let request = take(10) else { return nil }
                // Nothing has changed that was not sent.
                return request[1] == 1 ? [] : picture(width, height)
            case 4:
                guard let key = take(8) else { return nil }
                colour = key[7]
                return key[1] == 1 ? picture(width, height) : []
            case 5: return take(6) == nil ? nil : []
            case 6:
                guard received.count >= 8 else { return nil }
                let length = received[4..<8].reduce(0) { $0 << 8 | Int($1) }
                guard length < 1 << 20 else { throw Nonsense() }
                return take(8 + length) == nil ? nil : []
            default: throw Nonsense()
            }
        }

        /// The whole picture, raw (section 7.7.1).
        private func picture(_ width: Int, _ height: Int) -> [UInt8] {
            [0, 0, 0, 1, 0, 0, 0, 0] + Self.big(width, 2) + Self.big(height, 2) + [0, 0, 0, 0]
                + Array(repeating: colour, count: width * height * bitsPerPixel / 8)
        }

        private static func big(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
        }
    }
}
