/// The mount points of a machine, as /proc/self/mountinfo lists them (proc(5)).
struct MountTable {
    private let points: [[UInt8]]

    /// Reads the table's text; lines that are none are left out.
    init(parsing text: [UInt8]) {
        points = text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5, omittingEmptySubsequences: false)
            return fields.count == 6 ? Self.unescape(fields[4]) : nil
        }
    }

    /// Whether something is mounted at this path or below it. The path must be free of symbolic links.
    func covers(_ path: String) -> Bool {
        let path = Array(path.utf8)
        let below = path + [UInt8(ascii: "/")]
        return points.contains { $0 == path || $0.starts(with: below) }
    }

    /// The kernel writes space, tab, line feed and backslash as `\` and three octal digits.
    private static func unescape(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                result.append(code)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
