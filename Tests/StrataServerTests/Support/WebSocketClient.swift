import StrataAPI

/// The client's side of WebSocket, frame by frame.
extension WireConnection {
    static let handshake = [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    /// Opens a WebSocket with one of Kubernetes' subprotocols.
    mutating func upgrade(_ path: String, protocols: String = "v5.channel.k8s.io, v4.channel.k8s.io", headers: [(String, String)] = [])
        async throws -> WireResponse
    {
        try await request("GET", path, headers: Self.handshake + [("Sec-WebSocket-Protocol", protocols)] + headers)
    }

    struct Frame: Sendable {
        var opcode: UInt8
        var data: [UInt8]

        var channel: UInt8? { data.first }
        var text: String { String(decoding: data.dropFirst(), as: UTF8.self) }
        /// The code of a closing frame.
        var code: Int { data.count >= 2 ? Int(data[0]) << 8 | Int(data[1]) : 0 }
    }

    func send(frame opcode: UInt8, _ data: [UInt8], isLast: Bool = true, isMasked: Bool = true) async throws {
        let mask: [UInt8] = [1, 2, 3, 4]
        var bytes: [UInt8] = [(isLast ? 0x80 : 0) | opcode]
        let flag: UInt8 = isMasked ? 0x80 : 0
        switch data.count {
        case ..<126: bytes.append(flag | UInt8(data.count))
        case ..<65_536: bytes += [flag | 126, UInt8(data.count >> 8), UInt8(data.count & 255)]
        default: bytes += [flag | 127] + (0..<8).reversed().map { UInt8(data.count >> ($0 * 8) & 255) }
        }
        if isMasked { bytes += mask }
        bytes += isMasked ? data.enumerated().map { $1 ^ mask[$0 % 4] } : data
        try await send(bytes: bytes)
    }

    func send(channel: UInt8, _ text: String) async throws { try await send(frame: 2, [channel] + Array(text.utf8)) }

    mutating func frame() async throws -> Frame {
        let head = try await bytes(2)
        var count = Int(head[1] & 0x7F)
        if count == 126 { count = try await bytes(2).reduce(0) { $0 << 8 | Int($1) } }
        if count == 127 { count = try await bytes(8).reduce(0) { $0 << 8 | Int($1) } }
        return Frame(opcode: head[0] & 0x0F, data: try await bytes(count))
    }

    /// The next message that is no ping.
    mutating func message() async throws -> Frame {
        while true {
            let frame = try await frame()
            if frame.opcode != 9 { return frame }
        }
    }
}
