import NIOCore

/// Cuts what comes from the monitor into lines and hands them on. A line's length is bounded while it is still coming in.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let exchange: Exchange
    private let limit: Int
    private var pending: [UInt8] = []
    /// How many bytes of ``pending`` are known to hold no line feed.
    private var scanned = 0

    init(_ exchange: Exchange, limit: Int) {
        self.exchange = exchange
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += unwrapInboundIn(data).readableBytesView
        var start = 0
        do throws(QMPError) {
            while let end = pending[max(start, scanned)...].firstIndex(of: UInt8(ascii: "\n")) {
                guard end - start <= limit else { throw .lineTooLong(limit: limit) }
                let line = Array(pending[start..<end])
                start = end + 1
                if !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { try exchange.take(line) }
            }
            pending.removeFirst(start)
            scanned = pending.count
            guard pending.count <= limit else { throw .lineTooLong(limit: limit) }
        } catch {
            pending = []
            exchange.end(error)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange.end(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        exchange.end(.closed)
        context.close(promise: nil)
    }
}
