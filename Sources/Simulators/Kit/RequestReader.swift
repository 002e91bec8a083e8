import Crypto
import Glibc
import NIOCore
import NIOHTTP1

/// Reads requests, with bodies of bounded length; files that are sent as forms are looked at as they come, and not kept.
enum RequestReader {
    typealias Parts = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

    /// What went wrong with a body.
    enum Failure: Error { case tooLong, cutShort, cannotKeep }

    static func request(_ head: HTTPRequestHead) -> SimulatorRequest {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return SimulatorRequest(
            method: head.method.rawValue, path: String(parts[0]), query: parts.count == 2 ? String(parts[1]) : "",
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }))
    }

    static func read(
        _ head: HTTPRequestHead, _ parts: inout Parts, into intake: SimulatorIntake, isolation actor: isolated (any Actor)? = #isolation
    ) async throws -> SimulatorRequest {
        var request = request(head)
        if case .file(let path) = intake {
            request.upload = try await keep(&parts, at: path)
            return request
        }
        guard case .held(let limit) = intake else { return request }
        let type = request.headers["content-type"] ?? ""
        if type.hasPrefix("multipart/form-data"), let boundary = parameter("boundary", of: type) {
            var form = FormReader(boundary: boundary)
            while let buffer = try await body(&parts) { try form.take(Array(buffer.readableBytesView)) }
            request.upload = form.finish()
        } else {
            while let buffer = try await body(&parts) {
                guard request.body.count + buffer.readableBytes <= limit else { throw Failure.tooLong }
                request.body += buffer.readableBytesView
            }
        }
        return request
    }

    /// Writes a body into a file.
    private static func keep(
        _ parts: inout Parts, at path: String, isolation actor: isolated (any Actor)? = #isolation
    ) async throws -> SimulatorRequest.Upload {
        guard let file = fopen(path, "w") else { throw Failure.cannotKeep }
        defer { fclose(file) }
        var upload = SimulatorRequest.Upload()
        upload.fileName = path
        var hash = SHA256()
        while let buffer = try await body(&parts) {
            let bytes = Array(buffer.readableBytesView)
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure.cannotKeep }
            hash.update(data: bytes)
            upload.size += Int64(bytes.count)
            if upload.head.count < 64 << 10 { upload.head += bytes.prefix((64 << 10) - upload.head.count) }
        }
        upload.sha256 = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return upload
    }

    private static func body(_ parts: inout Parts, isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
        while let part = try await parts.next(isolation: actor) {
            switch part {
            case .head: throw Failure.cutShort
            case .body(let buffer): return buffer
            case .end: return nil
            }
        }
        throw Failure.cutShort
    }

    static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            return String(pair[1].drop { $0 == "\"" }.prefix { $0 != "\"" })
        }
        return nil
    }
}

/// Takes a form apart as it comes (RFC 7578).
private struct FormReader {
    private let delimiter: [UInt8]
    private var buffer: [UInt8]
    private var upload = SimulatorRequest.Upload()
    private var hash = SHA256()
    private var field: Field?
    private var isDone = false

    private enum Field {
        case file
        case text(name: String, value: [UInt8])
    }

    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter need not begin a line.
        buffer = Array("\r\n".utf8)
    }

    mutating func take(_ bytes: [UInt8]) throws {
        buffer += bytes
        while !isDone, try step() {}
    }

    func finish() -> SimulatorRequest.Upload {
        var upload = upload
        upload.sha256 = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return upload
    }

    /// - Returns: whether there may be more to do.
    private mutating func step() throws -> Bool {
        guard field != nil else { return try begin() }
        if let index = buffer.firstRange(of: delimiter)?.lowerBound {
            add(buffer[..<index])
            buffer.removeFirst(index)
            if case .text(let name, let value) = field { upload.fields[name] = String(decoding: value, as: UTF8.self) }
            field = nil
            return true
        }
        // What may be a delimiter's beginning stays.
        let sure = buffer.count - delimiter.count
        guard sure > 0 else { return false }
        add(buffer[..<sure])
        buffer.removeFirst(sure)
        return false
    }

    private mutating func begin() throws -> Bool {
        guard let start = buffer.firstRange(of: delimiter)?.upperBound, buffer.count >= start + 2 else { return false }
        if buffer[start...].starts(with: Array("--".utf8)) {
            isDone = true
            return false
        }
        guard let end = buffer[start...].firstRange(of: Array("\r\n\r\n".utf8)) else {
            guard buffer.count < 64 << 10 else { throw RequestReader.Failure.tooLong }
            return false
        }
        let lines = String(decoding: buffer[start..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let disposition = lines.first { $0.lowercased().hasPrefix("content-disposition:") }.map(String.init) ?? ""
        if let name = RequestReader.parameter("filename", of: disposition) {
            upload.fileName = name
            field = .file
        } else {
            field = .text(name: RequestReader.parameter("name", of: disposition) ?? "", value: [])
        }
        buffer.removeFirst(end.upperBound)
        return true
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        switch field {
        case .file:
            upload.size += Int64(bytes.count)
            hash.update(data: Array(bytes))
            if upload.head.count < 64 << 10 { upload.head += bytes.prefix((64 << 10) - upload.head.count) }
        case .text(let name, let value): field = .text(name: name, value: Array((value + bytes).prefix(64 << 10)))
        case nil: break
        }
    }
}
