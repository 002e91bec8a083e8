internal import CLibvirt

extension LibvirtConnection {
    /// How much is carried in one call, in bytes.
    private static var piece: Int { 256 << 10 }

    /// Writes to a volume.
    ///
    /// - Parameters:
    ///   - offset: where to begin, in bytes.
    ///   - length: how many bytes there are.
    ///   - next: the next bytes, at most 4 MiB; nil at the end.
    public func upload(
        to name: String, in pool: String, at offset: Int64 = 0, length: Int64, _ next: () async throws -> [UInt8]?
    ) async throws {
        let stream = try await withVolume(name, in: pool, "write to the volume \(name)") { caller, volume throws(LibvirtError) in
            let stream = try StreamPointer(caller)
            try caller.check(caller.api.virStorageVolUpload(volume, stream.value, UInt64(clamping: offset), UInt64(clamping: length), 0))
            return stream
        }
        do {
            while let bytes = try await next() {
                try await call("write to the volume \(name)", within: .seconds(60)) { caller throws(LibvirtError) in
                    var sent = 0
                    while sent < bytes.count {
                        let count = bytes.withUnsafeBytes { bytes in
                            caller.api.virStreamSend(
                                stream.value, bytes.baseAddress?.advanced(by: sent).assumingMemoryBound(to: CChar.self),
                                min(bytes.count - sent, Self.piece))
                        }
                        sent += Int(try caller.check(count))
                    }
                }
            }
            try await call("write to the volume \(name)", within: .seconds(120)) { caller throws(LibvirtError) in
                _ = try caller.check(caller.api.virStreamFinish(stream.value))
            }
        } catch {
            await abort(stream)
            throw error
        }
    }

    /// Reads a volume, from its beginning to its end.
    ///
    /// - Parameter take: gets the next bytes.
    public func download(from name: String, in pool: String, _ take: ([UInt8]) async throws -> Void) async throws {
        let stream = try await withVolume(name, in: pool, "read the volume \(name)") { caller, volume throws(LibvirtError) in
            let stream = try StreamPointer(caller)
            try caller.check(caller.api.virStorageVolDownload(volume, stream.value, 0, 0, 0))
            return stream
        }
        try await read(stream, "read the volume \(name)", take)
    }

    /// What the first screen of a running domain shows, and the picture's MIME type.
    ///
    /// - Parameter limit: the most bytes to take.
    public func screenshot(_ id: DomainID, limit: Int = 64 << 20) async throws -> (type: String, bytes: [UInt8]) {
        let (stream, type) = try await call("take a screenshot of \(id)") { caller throws(LibvirtError) in
            let stream = try StreamPointer(caller)
            let type = try caller.domain(id) { domain throws(LibvirtError) in
                try caller.text(caller.api.virDomainScreenshot(domain, stream.value, 0, 0), "a picture's type")
            }
            return (stream, type)
        }
        var bytes: [UInt8] = []
        try await read(stream, "take a screenshot of \(id)") { piece in
            bytes += piece
            guard bytes.count <= limit else { throw LibvirtError.tooLarge("a picture", limit: limit) }
        }
        return (type, bytes)
    }

    private func read(_ stream: StreamPointer, _ what: String, _ take: ([UInt8]) async throws -> Void) async throws {
        do {
            while true {
                let bytes = try await call(what, within: .seconds(60)) { caller throws(LibvirtError) in
                    var buffer = [CChar](repeating: 0, count: Self.piece)
                    let count = try caller.check(caller.api.virStreamRecv(stream.value, &buffer, buffer.count))
                    return buffer[..<Int(count)].map { UInt8(bitPattern: $0) }
                }
                if bytes.isEmpty { break }
                try await take(bytes)
            }
            try await call(what, within: .seconds(60)) { caller throws(LibvirtError) in
                _ = try caller.check(caller.api.virStreamFinish(stream.value))
            }
        } catch {
            await abort(stream)
            throw error
        }
    }

    /// Gives a stream up, also in a task that is cancelled.
    func abort(_ stream: StreamPointer) async {
        threads.submit { [library] in _ = library.functions.pointee.virStreamAbort(stream.value) }
    }
}
