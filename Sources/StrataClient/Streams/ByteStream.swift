import NIOCore

/// The body of an answer that is still arriving. Letting go of it closes the connection.
final class ByteStream: Sendable {
    private let connection: Connection
    private let inbox: Inbox<ResponsePart>

    init(connection: Connection, inbox: Inbox<ResponsePart>) {
        self.connection = connection
        self.inbox = inbox
    }

    deinit { connection.close() }

    /// The next bytes, nil at the end.
    func next() async throws(ClientError) -> ByteBuffer? {
        guard let part = try await inbox.next() else { return nil }
        guard case .body(let buffer) = part else { throw .malformed("it has two heads") }
        return buffer
    }
}
