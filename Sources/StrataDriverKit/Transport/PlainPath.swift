/// Paths that may stand where punctuation means something: in mount options, QEMU's options, sockets' addresses.
public enum PlainPath {
    /// Whether a path is absolute, below the root, without `..`, of at most `limit` bytes, and of letters, digits and `._/+@-` alone.
    public static func accepts(_ path: String, limit: Int) -> Bool {
        path.hasPrefix("/") && path != "/" && path.utf8.count <= limit && !path.split(separator: "/").contains("..")
            && path.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._/+@-".utf8.contains(byte)
                }
            }
    }
}
