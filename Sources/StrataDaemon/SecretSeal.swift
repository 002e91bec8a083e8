import Crypto
import FoundationEssentials
import Glibc
import StrataResources

/// Seals the objects of a kind at rest with AES-256-GCM. The store's key of an object is authenticated with it, so that sealed bytes cannot
/// be moved to another name.
struct SecretSeal: Seal {
    private let key: SymmetricKey
    /// What sealed bytes begin with, so that another way to seal can follow one day.
    private static let mark = Array("strata-seal-1:".utf8)

    struct NotSealed: Error {}

    /// Reads the key, or makes one where there is none.
    init(keyFile path: String) throws(DaemonError) {
        let file = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        if file >= 0 {
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 33)
            let count = read(file, &bytes, bytes.count)
            guard count == 32 else { throw .sealKey(path: path, reason: "it is not 32 bytes long") }
            key = SymmetricKey(data: bytes[..<32])
            return
        }
        guard errno == ENOENT else { throw .sealKey(path: path, reason: String(cString: strerror(errno))) }
        let made = SymmetricKey(size: .bits256)
        key = made
        let new = Glibc.open("\(path).new", O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw .sealKey(path: path, reason: String(cString: strerror(errno))) }
        let written = made.withUnsafeBytes { write(new, $0.baseAddress, $0.count) }
        let isDurable = fsync(new) == 0
        close(new)
        guard written == 32, isDurable, rename("\(path).new", path) == 0 else {
            throw .sealKey(path: path, reason: String(cString: strerror(errno)))
        }
    }

    func seal(_ bytes: [UInt8], context: String) -> [UInt8] {
        // Sealing fails only for a nonce or key of a wrong size; both are the library's own.
        guard let box = try? AES.GCM.seal(bytes, using: key, authenticating: Array(context.utf8)), let combined = box.combined else {
            return []
        }
        return Self.mark + Array(combined)
    }

    func open(_ bytes: [UInt8], context: String) throws -> [UInt8] {
        guard bytes.starts(with: Self.mark) else { throw NotSealed() }
        let box = try AES.GCM.SealedBox(combined: bytes.dropFirst(Self.mark.count))
        return Array(try AES.GCM.open(box, using: key, authenticating: Array(context.utf8)))
    }
}
