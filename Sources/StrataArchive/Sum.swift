import Crypto

/// A SHA-256 sum as it grows.
struct Sum {
    private var hash = SHA256()

    mutating func add(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

    /// 64 hexadecimal digits.
    var text: String { hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    static func of(_ bytes: [UInt8]) -> String {
        var sum = Sum()
        sum.add(bytes)
        return sum.text
    }
}
