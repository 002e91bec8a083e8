import StrataAPI

/// The header of a VirtualBox disk, in little-endian numbers (VirtualBox, src/VBox/Storage/VDICore.h).
struct VDIHeader {
    private static let mark: [UInt8] = [0x7F, 0x10, 0xDA, 0xBE]

    private let bytes: [UInt8]
    private let shown: String

    static func isThere(in bytes: [UInt8]) -> Bool { bytes.count >= 68 && bytes[64..<68].elementsEqual(mark) }

    init(_ bytes: [UInt8], shown: String) {
        self.bytes = bytes
        self.shown = shown
    }

    /// Lets pass what is all there: readers take what lies behind a file's end for zeros.
    func check(size: Int64) throws(ImageError) {
        guard bytes.count >= 512 else { throw .invalid("\(shown) is a VirtualBox disk that is cut short") }
        let (data, block, blocks) = (number(0x158), number(0x178), number(0x184))
        let (length, overflow) = block.multipliedReportingOverflow(by: blocks)
        guard !overflow, length <= Int64.max - data, data + length <= size else {
            throw .invalid("\(shown) is a VirtualBox disk that is cut short: of \(blocks) blocks some are missing")
        }
    }

    private func number(_ offset: Int) -> Int64 {
        bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}
