public import StrataAPI

/// What drivers have in common in naming machines after instances.
public enum MachineNaming {
    /// The names a machine of an instance may have, the best first: the instance's, and one that no other instance has. Whether the stack takes
    /// them is the driver's to judge.
    ///
    /// - Parameters:
    ///   - limit: the longest name, in bytes.
    ///   - separators: what a name that was cut short does not end with.
    public static func candidates(for name: String, uid: UID, limit: Int, separators: String = "._-") -> [String] {
        let digits = String(uid.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8))
        var stem = name.prefix(max(0, limit - digits.count - 1))
        while let last = stem.last, separators.contains(last) { stem.removeLast() }
        return [name, "\(stem)-\(digits)"].filter { $0.utf8.count <= limit }
    }

    /// Whether a name is a plain word: letters and digits of ASCII, then also `.`, `_` and `-`. It can be a file's name and a command's argument.
    public static func isWord(_ name: String) -> Bool {
        guard let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    /// Whether a byte is a letter or a digit of ASCII.
    public static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
