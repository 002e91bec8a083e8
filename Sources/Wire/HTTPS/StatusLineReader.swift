import NIOCore

/// Notes what a server writes behind its status codes, which NIO's own decoder replaces by the usual words (RFC 9112, section 4).
final class StatusLineReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The words of the last answer's status line.
    private(set) var reason = ""
    private var line: [UInt8] = []
    private var isInLine = false

    private static let longest = 4096

    /// The next byte that comes is an answer's first.
    func expect() {
        line = []
        reason = ""
        isInLine = true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isInLine { take(unwrapInboundIn(data)) }
        context.fireChannelRead(data)
    }

    private func take(_ buffer: ByteBuffer) {
        for byte in buffer.readableBytesView {
            guard byte != UInt8(ascii: "\n"), line.count < Self.longest else {
                isInLine = false
                // HTTP/1.1 SP code SP reason
                let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
                reason = words.count == 3 ? String(decoding: words[2], as: UTF8.self).trimmingEnd() : ""
                return
            }
            line.append(byte)
        }
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self[...]
        while let last = text.unicodeScalars.last, last == "\r" || last == " " { text.unicodeScalars.removeLast() }
        return String(text)
    }
}
