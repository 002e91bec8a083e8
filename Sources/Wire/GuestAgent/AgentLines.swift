import NIOCore

/// Cuts what comes from the agent into lines and hands them on. A line's length is bounded while it is still coming in.
final class AgentLines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What stands before an answer to a synchronization, and in no JSON text.
    static let mark: UInt8 = 0xFF

    private let dialogue: Dialogue
    private let limit: Int
    private var pending: [UInt8] = []
    /// How many bytes of ``pending`` are known to hold no line feed.
    private var scanned = 0

    init(_ dialogue: Dialogue, limit: Int) {
        self.dialogue = dialogue
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += unwrapInboundIn(data).readableBytesView
        var start = 0
        do throws(AgentError) {
            while let end = pending[max(start, scanned)...].firstIndex(of: UInt8(ascii: "\n")) {
                guard end - start <= limit else { throw .lineTooLong(limit: limit) }
                try take(pending[start..<end])
                start = end + 1
            }
            pending.removeFirst(start)
            scanned = pending.count
            guard pending.count <= limit else { throw .lineTooLong(limit: limit) }
        } catch {
            pending = []
            dialogue.end(error)
            context.close(promise: nil)
        }
    }

    private func take(_ line: ArraySlice<UInt8>) throws(AgentError) {
        let mark = line.lastIndex(of: Self.mark)
        let text = mark.map { line[($0 + 1)...] } ?? line
        if text.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { return }
        try dialogue.take(Array(text), isMarked: mark != nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        dialogue.end(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        dialogue.end(.closed)
        context.close(promise: nil)
    }
}
