/// A short word for what a machine was told to be, the same in every run of the program, so that it can be kept.
public enum SettingsDigest {
    /// 64 bits of FNV-1a in hexadecimal digits: enough to see that one machine's settings were changed.
    public static func of(_ bytes: some Sequence<UInt8>) -> String {
        // What lies in one piece is gone through as such: lists of many thousand machines come along here.
        String(bytes.withContiguousStorageIfAvailable(hash) ?? Array(bytes).withUnsafeBufferPointer(hash), radix: 16)
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
