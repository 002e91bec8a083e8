/// Tells programs that need nothing but a kernel from others (elf(5)).
enum StaticExecutable {
    /// Whether the bytes are an ELF program without an interpreter, which is what loads shared libraries.
    static func isStatic(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]), (1...2).contains(bytes[5]) else { return false }
        let (isWide, isBigEndian) = (bytes[4] == 2, bytes[5] == 2)
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - count else { return nil }
            let digits = bytes[offset..<(offset + count)]
            return isBigEndian ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let table = isWide ? number(32, 8) : number(28, 4), let size = number(isWide ? 54 : 42, 2),
            let count = number(isWide ? 56 : 44, 2),
            count > 0, table >= 0, table < bytes.count
        else { return false }
        for index in 0..<count {
            guard let type = number(table + index * size, 4) else { return false }
            if type == 3 { return false }
        }
        return true
    }
}
