import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

extension HTTPSClient {
    /// Sends a request, and hands its answer's body on as it comes, however long it is. It has a connection of its own.
    ///
    /// - Parameters:
    ///   - request: one without a body; its timeout is how long nothing may come, its limit counts for answers that are none of 200.
    ///   - body: gets the pieces in order.
    /// - Returns: the answer; without its body, where that was handed on.
    /// - Throws: ``HTTPSError``, and what the body throws.
    public func receive(_ request: HTTPSRequest, _ body: ([UInt8]) async throws -> Void) async throws -> HTTPSAnswer {
        let head = head(request.method, request.target, request.headers)
        let connection = try await dial { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(wrappingChannelSynchronously: channel)
            }
        }
        let channel = connection.channel
        let deadline = Deadline(channel.eventLoop, request.timeout) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        do {
            return try await connection.executeThenClose { inbound, outbound in
                try await outbound.write(.head(head))
                try await outbound.write(.end(nil))
                var answer: HTTPSAnswer?
                for try await part in inbound {
                    deadline.extend()
                    switch part {
                    case .head(let head):
                        guard head.status.code >= 200 else { continue }
                        let headers = Dictionary(
                            head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
                        answer = HTTPSAnswer(status: Int(head.status.code), reason: head.status.reasonPhrase, headers: headers)
                    case .body(let buffer):
                        if answer?.status == 200 {
                            try await body(Array(buffer.readableBytesView))
                        } else if let length = answer?.body.count {
                            guard length + buffer.readableBytes <= request.limit else {
                                throw HTTPSError.malformed(host: host, reason: "it is longer than \(request.limit) bytes")
                            }
                            answer?.body += buffer.readableBytesView
                        }
                    case .end:
                        guard let answer else { throw HTTPSError.closed(host: host) }
                        return answer
                    }
                }
                throw Task.isCancelled ? HTTPSError.cancelled : HTTPSError.closed(host: host)
            }
        } catch let error as ChannelError {
            throw HTTPSError(error, host: host, limit: request.timeout)
        } catch is NIOAsyncWriterError {
            throw HTTPSError.closed(host: host)
        } catch is CancellationError {
            throw HTTPSError.cancelled
        }
    }
}

extension HTTPSClient {
    /// Sends a request, and writes its answer's body into a new file of this machine, as it comes.
    ///
    /// - Returns: the answer; without its body where that is in the file.
    public func receive(_ request: HTTPSRequest, into path: String) async throws(HTTPSError) -> HTTPSAnswer {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        defer { Glibc.close(file) }
        do {
            return try await receive(request) { bytes in
                // Disks are waited for on threads of their own.
                try await NIOThreadPool.singleton.runIfActive { try Self.write(bytes, to: file, path) }
            }
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw HTTPSError(error, host: host, limit: request.timeout)
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(HTTPSError) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
            done += count
        }
    }
}
