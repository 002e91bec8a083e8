import Glibc

/// Order and prefixes by UTF-8 bytes, as SQLite's memcmp and etcd see keys. `String`'s own operators follow Unicode equivalence instead.
enum KeyOrder {
    /// Negative, zero or positive as `left` sorts before, equal to or after `right`.
    static func compare(_ left: String, _ right: String) -> Int {
        withBytes(left) { a in
            withBytes(right) { b in
                let order = compareStart(a, b, count: min(a.count, b.count))
                return order != 0 ? order : a.count - b.count
            }
        }
    }

    /// Whether the bytes of `key` begin with those of `prefix`.
    static func matches(_ key: String, prefix: String) -> Bool {
        prefix.isEmpty || compareToPrefix(key, prefix) == 0
    }

    /// Zero when `key` begins with `prefix`; otherwise as ``compare(_:_:)``.
    static func compareToPrefix(_ key: String, _ prefix: String) -> Int {
        withBytes(key) { a in
            withBytes(prefix) { b in
                let order = compareStart(a, b, count: min(a.count, b.count))
                return order != 0 ? order : (a.count < b.count ? -1 : 0)
            }
        }
    }

    /// The smallest byte string greater than every key that begins with `prefix`. UTF-8 never contains 0xFF, so the last byte can be raised.
    static func end(ofPrefix prefix: String) -> [UInt8] {
        var bytes = Array(prefix.utf8)
        guard let last = bytes.popLast() else { return [0xFF] }
        bytes.append(last + 1)
        return bytes
    }

    private static func compareStart(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, count: Int) -> Int {
        guard count > 0, let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return Int(memcmp(first, second, count))
    }

    private static func withBytes<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        var native = text
        return native.withUTF8(body)
    }
}
