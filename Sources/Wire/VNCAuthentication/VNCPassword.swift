/// What answers a challenge of RFB's VNC authentication (RFC 6143, section 7.2.2): DES in ECB mode over its 16 bytes, keyed by the password's first eight
/// bytes with the bits of each in reverse order. It keeps nobody out who listens, and is used inside of TLS only.
public enum VNCPassword {
    /// - Parameter challenge: the 16 bytes that a server sent.
    public static func answer(to challenge: [UInt8], password: String) -> [UInt8] {
        var key = Array(password.utf8.prefix(8))
        key += Array(repeating: 0, count: 8 - key.count)
        let cipher = DES(key: key.map(reversed))
        return stride(from: 0, to: challenge.count - challenge.count % 8, by: 8).flatMap { start in
            cipher.encrypt(Array(challenge[start..<start + 8]))
        }
    }

    private static func reversed(_ byte: UInt8) -> UInt8 {
        (0..<8).reduce(UInt8(0)) { $0 | (byte >> $1 & 1) << (7 - $1) }
    }
}
