import Crypto
import Glibc

/// Digests of files, by which images are named.
enum FileDigest {
    private static let step = 1 << 20

    /// Copies a file, on disk when this returns.
    /// - Returns: `sha256:…` over the bytes copied, and their number.
    static func copy(
        _ source: SourceFile, to path: String, limit: Int64, directory: String, progress: @escaping @Sendable (Int64) -> Void
    ) async throws(ImageError) -> (digest: String, size: Int64) {
        try await offTask { isCancelled throws(ImageError) in
            let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard target >= 0 else { throw ImageError.call(on: path, errno, directory: directory) }
            defer { close(target) }
            var hash = SHA256()
            var offset: Int64 = 0
            while true {
                if isCancelled() { throw ImageError.cancelled }
                let bytes = try source.read(step, at: offset)
                if bytes.isEmpty { break }
                hash.update(data: bytes)
                // What is empty in a disk takes no place in its copy either.
                if isBlank(bytes) {
                    guard lseek(target, off_t(bytes.count), SEEK_CUR) >= 0 else {
                        throw ImageError.call(on: path, errno, directory: directory)
                    }
                } else {
                    try write(bytes, to: target, path, directory: directory)
                }
                offset += Int64(bytes.count)
                guard offset <= limit else { throw ImageError.tooLarge(path: source.path, what: "it grew beyond \(limit) bytes") }
                progress(offset)
            }
            guard ftruncate(target, off_t(offset)) == 0, fsync(target) == 0 else {
                throw ImageError.call(on: path, errno, directory: directory)
            }
            return (text(hash.finalize()), offset)
        }
    }

    /// The digest of a file that was just made, which is on disk when this returns.
    static func of(_ source: SourceFile) async throws(ImageError) -> String {
        try await offTask { isCancelled throws(ImageError) in
            var hash = SHA256()
            var offset: Int64 = 0
            while true {
                if isCancelled() { throw ImageError.cancelled }
                let bytes = try source.read(step, at: offset)
                if bytes.isEmpty { break }
                hash.update(data: bytes)
                offset += Int64(bytes.count)
            }
            try source.synchronize()
            return text(hash.finalize())
        }
    }

    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, buffer[0] == 0 else { return false }
            return buffer.count == 1 || memcmp(start, start + 1, buffer.count - 1) == 0
        }
    }

    private static func text(_ digest: SHA256Digest) -> String {
        "sha256:" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String, directory: String) throws(ImageError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, $0.count - offset) }
            if count >= 0 {
                offset += count
            } else if errno != EINTR {
                throw ImageError.call(on: path, errno, directory: directory)
            }
        }
    }
}
