/// A small file system that every guest can read, with a few files in its root (Microsoft, FAT File System Specification 1.03; FAT12 with long names).
///
/// Its bytes depend on nothing but its label and files.
struct FATImage {
    struct File {
        /// At most 255 characters of ASCII.
        var name: String
        var content: [UInt8]

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    /// At most eleven characters of ASCII.
    let label: String
    let files: [File]

    private static let sector = 512
    /// How many entries the root directory has room for.
    private static let entries = 64
    /// 1980-01-01, the first day there is.
    private static let date = 0x21

    /// The sectors that hold contents; one sector is one cluster. FAT12 numbers fewer than 4,085.
    private var clusters: Int { min(4_084, max(64, files.reduce(0) { $0 + Self.sectors($1.content.count) })) }
    private var tableSectors: Int { Self.sectors(((clusters + 2) * 3 + 1) / 2) }

    var bytes: [UInt8] {
        var table = [0xFF8, 0xFFF]
        var data: [UInt8] = []
        var root = entry(Self.padded(label, to: 11), attributes: 0x08, cluster: 0, size: 0)
        for (index, file) in files.enumerated() {
            let (first, count) = (table.count, Self.sectors(file.content.count))
            for offset in 0..<count { table.append(offset == count - 1 ? 0xFFF : first + offset + 1) }
            data += file.content + [UInt8](repeating: 0, count: count * Self.sector - file.content.count)
            let short = Self.padded("FILE\(index)", to: 11)
            root += longName(file.name, checksum: Self.checksum(short))
            root += entry(short, attributes: 0x01, cluster: count == 0 ? 0 : first, size: file.content.count)
        }
        let packed = Self.packed(table)
        let copy = Self.filled(packed, to: tableSectors * Self.sector)
        return header + copy + copy + Self.filled(root, to: Self.entries * 32) + Self.filled(data, to: clusters * Self.sector)
    }

    private var header: [UInt8] {
        let sectors = 1 + 2 * tableSectors + Self.entries * 32 / Self.sector + clusters
        var bytes: [UInt8] = [0xEB, 0x3C, 0x90] + Array("STRATA  ".utf8)
        bytes += Self.number(Self.sector, 2) + [1] + Self.number(1, 2) + [2] + Self.number(Self.entries, 2) + Self.number(sectors, 2)
        bytes += [0xF8] + Self.number(tableSectors, 2) + Self.number(32, 2) + Self.number(2, 2)
        bytes += Self.number(0, 4) + Self.number(0, 4)
        bytes += [0x80, 0, 0x29] + Self.number(0x5374_7261, 4) + Self.padded(label, to: 11) + Self.padded("FAT12", to: 8)
        return Self.filled(bytes, to: 510) + [0x55, 0xAA]
    }

    private func entry(_ name: [UInt8], attributes: UInt8, cluster: Int, size: Int) -> [UInt8] {
        name + [attributes, 0, 0] + Self.number(0, 2) + Self.number(Self.date, 2) + Self.number(Self.date, 2) + Self.number(0, 2)
            + Self.number(0, 2) + Self.number(Self.date, 2) + Self.number(cluster, 2) + Self.number(size, 4)
    }

    /// The entries that hold a long name, the last part first.
    private func longName(_ name: String, checksum: UInt8) -> [UInt8] {
        var units = name.utf8.prefix(255).map { Int($0) }
        let parts = (units.count + 12) / 13
        if units.count % 13 != 0 { units.append(0) }
        units += [Int](repeating: 0xFFFF, count: parts * 13 - units.count)
        var bytes: [UInt8] = []
        for part in (0..<parts).reversed() {
            let text = units[(part * 13)..<(part * 13 + 13)].map { Self.number($0, 2) }
            let order = UInt8(part + 1) | (part == parts - 1 ? 0x40 : 0)
            bytes += [order] + text[0..<5].joined() + [0x0F, 0, checksum] + text[5..<11].joined() + [0, 0] + text[11..<13].joined()
        }
        return bytes
    }

    private static func checksum(_ name: [UInt8]) -> UInt8 { name.reduce(0) { ($0 >> 1 | $0 << 7) &+ $1 } }

    /// Two numbers of twelve bits in three bytes.
    private static func packed(_ table: [Int]) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: table.count, by: 2) {
            let pair = table[index] | (index + 1 < table.count ? table[index + 1] : 0) << 12
            bytes += number(pair, 3)
        }
        return bytes
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    private static func padded(_ text: String, to length: Int) -> [UInt8] {
        Array(text.utf8.prefix(length)) + [UInt8](repeating: 0x20, count: max(0, length - text.utf8.count))
    }

    private static func filled(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        bytes.prefix(length) + [UInt8](repeating: 0, count: max(0, length - bytes.count))
    }

    private static func sectors(_ bytes: Int) -> Int { (bytes + sector - 1) / sector }
}
