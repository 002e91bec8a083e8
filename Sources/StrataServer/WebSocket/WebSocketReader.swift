import NIOCore
import NIOWebSocket
import StrataAPI

/// Puts a client's frames together to messages and reads what they mean.
struct WebSocketReader {
    enum Meaning {
        case event(ActionEvent)
        /// A frame to answer with.
        case reply(WebSocketFrame)
        /// The session is over; this frame is to be the last.
        case end(WebSocketFrame)
    }

    private let limit: Int
    private let framing: WebSocketFraming
    private var message: ByteBuffer?

    /// - Parameter limit: the largest message in bytes.
    init(limit: Int, framing: WebSocketFraming) {
        self.limit = limit
        self.framing = framing
    }

    /// What a frame means; nil while a message is not complete and for frames that need no answer.
    mutating func meaning(of frame: WebSocketFrame) -> Meaning? {
        // A client must mask every frame (RFC 6455, section 5.1), and no extension is agreed on.
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .end(.closing(.protocolError)) }
        let data = frame.unmaskedData
        switch frame.opcode {
        case .ping: return .reply(WebSocketFrame(fin: true, opcode: .pong, data: data))
        case .pong: return nil
        case .connectionClose: return .end(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        case .binary, .text:
            guard message == nil else { return .end(.closing(.protocolError)) }
            return part(data, isLast: frame.fin)
        case .continuation:
            guard message != nil else { return .end(.closing(.protocolError)) }
            return part(data, isLast: frame.fin)
        default: return .end(.closing(.protocolError))
        }
    }

    private mutating func part(_ data: ByteBuffer, isLast: Bool) -> Meaning? {
        var whole = message ?? ByteBuffer()
        message = nil  // gives up the second reference, so that the bytes are not copied for each part
        guard whole.readableBytes + data.readableBytes <= limit else { return .end(.closing(.messageTooLarge)) }
        whole.writeImmutableBuffer(data)
        guard isLast else {
            message = whole
            return nil
        }
        return meaning(of: whole)
    }

    private func meaning(of message: ByteBuffer) -> Meaning? {
        var message = message
        guard case .channels(let canClose) = framing else {
            return message.readableBytes == 0 ? nil : .event(.data(Array(message.readableBytesView)))
        }
        guard let number: UInt8 = message.readInteger() else { return nil }
        let bytes = Array(message.readableBytesView)
        switch StreamChannel(rawValue: number) {
        case .input: return bytes.isEmpty ? nil : .event(.data(bytes))
        case .resize:
            guard let size = try? JSONValue(parsing: bytes), let columns = size["Width"]?.int, let rows = size["Height"]?.int,
                (0...65_535).contains(columns), (0...65_535).contains(rows)
            else { return .end(.closing(.dataInconsistentWithMessage)) }
            return columns == 0 || rows == 0 ? nil : .event(.resize(columns: Int(columns), rows: Int(rows)))
        case .close where canClose: return bytes == [StreamChannel.input.rawValue] ? .event(.endOfInput) : nil
        default: return .end(.closing(.protocolError))
        }
    }
}

/// The channels of Kubernetes' remote command protocol, by the first byte of a message.
enum StreamChannel: UInt8 {
    case input = 0
    case output = 1
    case errors = 2
    /// The final `Status`.
    case status = 3
    /// Terminal sizes.
    case resize = 4
    /// The end of the channel that the next byte names.
    case close = 255
}

extension WebSocketFrame {
    static func message(_ channel: StreamChannel, _ bytes: some Collection<UInt8>) -> WebSocketFrame {
        var data = ByteBuffer()
        data.reserveCapacity(bytes.count + 1)
        data.writeInteger(channel.rawValue)
        data.writeBytes(bytes)
        return WebSocketFrame(fin: true, opcode: .binary, data: data)
    }

    static func closing(_ code: WebSocketErrorCode) -> WebSocketFrame {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}
