import Crypto
import StrataAPI

/// The administrator's bearer token, made at first start and kept in a file only its owner can read.
struct TokenFile: Sendable {
    private let digest: SHA256Digest

    /// Reads the token or makes one.
    init(path: String) throws(ServerError) {
        let file = PrivateFile(path: path)
        if let bytes = try file.read(limit: 4096) {
            let token = Array(bytes.drop { Self.isBlank($0) }.reversed().drop { Self.isBlank($0) }.reversed())
            guard token.count >= 16 else {
                throw .file(path: path, detail: "a token needs at least 16 bytes; remove the file to have a new one made")
            }
            digest = SHA256.hash(data: token)
            return
        }
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let token = Array(secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().utf8)
        try file.write(token + [UInt8(ascii: "\n")])
        digest = SHA256.hash(data: token)
    }

    /// Whether it is this token. Digests are compared, in constant time, so that the time taken tells nothing about the token.
    func matches(_ token: Substring) -> Bool { SHA256.hash(data: Array(token.utf8)) == digest }

    /// Tells this token from another, and nothing else about it.
    var fingerprint: String {
        SHA256.hash(data: Array("strata console".utf8) + Array(digest)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
