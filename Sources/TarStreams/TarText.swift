/// A header of 512 bytes, and the extended ones before it (POSIX.1-2017, pax).
enum TarText {
    static let block = 512

    /// How many bytes fill the last block of a content.
    static func padding(_ size: Int64) -> Int { Int((512 - size % 512) % 512) }

    static func sum(_ block: [UInt8]) -> Int64 {
        block.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? UInt8(ascii: " ") : $1.element) }
    }

    /// A text up to its NUL.
    static func text(_ block: [UInt8], _ offset: Int, _ count: Int) -> String {
        String(decoding: block[offset..<offset + count].prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits, or GNU's binary form; nil for what is neither.
    static func number(_ block: [UInt8], _ offset: Int, _ count: Int) -> Int64? {
        let field = block[offset..<offset + count]
        if let first = field.first, first & 0x80 != 0 {
            guard first == 0x80 else { return nil }
            var value: Int64 = 0
            for byte in field.dropFirst() {
                let (product, overflow) = value.multipliedReportingOverflow(by: 256)
                guard !overflow else { return nil }
                value = product | Int64(byte)
            }
            return value
        }
        let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        return digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    static func octal(_ number: Int64, _ digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8.suffix(digits))
    }

    /// `LENGTH KEY=VALUE\n`, the length counting itself.
    static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = Array(" \(key)=\(value)\n".utf8)
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }

    /// The records of an extended header; nil for what is none.
    static func records(_ bytes: [UInt8]) -> [String: String]? {
        var records: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1, length <= rest.count else {
                return nil
            }
            let record = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            records[String(decoding: record[..<equals], as: UTF8.self)] = String(
                decoding: record[record.index(after: equals)...], as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return records
    }
}
