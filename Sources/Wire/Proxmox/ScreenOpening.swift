import VNCAuthentication

/// The beginning of RFB up to the end of its security handshake (RFC 6143, section 7.1), as the client of a screen. What follows is ClientInit.
public struct ScreenOpening: Sendable {
    private enum Stage { case version, types, challenge, result, open }

    private let password: String
    private var stage = Stage.version
    private var received: [UInt8] = []

    private static let vncAuthentication: UInt8 = 2
    private static let none: UInt8 = 1

    /// - Parameter ticket: whose text is the password.
    public init(_ ticket: ProxmoxTicket) { password = ticket.ticket }

    /// Whether both know each other.
    public var isOpen: Bool { stage == .open }

    /// Takes what the server sent.
    ///
    /// - Returns: what is to be answered.
    /// - Throws: ``ProxmoxError`` where it is no RFB, or does not take the ticket.
    public mutating func take(_ bytes: [UInt8]) throws(ProxmoxError) -> [UInt8] {
        received += bytes
        var answer: [UInt8] = []
        while !isOpen, let more = try step() { answer += more }
        // Who waits for an answer sends nothing before it came.
        guard !isOpen || received.isEmpty else { throw Self.malformed("it goes on before it may") }
        return answer
    }

    /// - Returns: what is to be answered; nil where more has to come first.
    private mutating func step() throws(ProxmoxError) -> [UInt8]? {
        switch stage {
        case .version:
            guard let version = take(12) else { return nil }
            guard version.starts(with: Array("RFB 003.".utf8)) else { throw Self.malformed("it does not begin as RFB does") }
            stage = .types
            return Array("RFB 003.008\n".utf8)
        case .types:
            guard let count = received.first, received.count > Int(count) else { return nil }
            let types = Array(received[1...Int(count)])
            received.removeFirst(Int(count) + 1)
            if types.contains(Self.vncAuthentication) {
                stage = .challenge
                return [Self.vncAuthentication]
            }
            guard types.contains(Self.none) else { throw Self.malformed("it asks for an authentication of the kinds \(types)") }
            stage = .result
            return [Self.none]
        case .challenge:
            guard let challenge = take(16) else { return nil }
            stage = .result
            return VNCPassword.answer(to: challenge, password: password)
        case .result:
            guard let result = take(4) else { return nil }
            guard result == [0, 0, 0, 0] else {
                throw .refused(request: "vncwebsocket", status: 401, reason: "the screen did not take the ticket", parameters: [:])
            }
            stage = .open
            return []
        case .open: return nil
        }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard received.count >= count else { return nil }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    private static func malformed(_ reason: String) -> ProxmoxError { .malformed(request: "vncwebsocket", reason: reason) }
}
