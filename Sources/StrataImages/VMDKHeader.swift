import StrataAPI

/// The header of a VMware disk that is one file, in little-endian numbers, and the description in it (VMware, Virtual Disk Format 1.1).
struct VMDKHeader {
    static let magic = Array("KDMV".utf8)
    /// Where readers look for the description, and how much of it they take (QEMU, block/vmdk.c).
    private static let description = 512..<(512 + 20 * 512)

    private let bytes: [UInt8]
    private let shown: String

    init(_ bytes: [UInt8], shown: String) {
        self.bytes = bytes
        self.shown = shown
    }

    /// Lets pass what is complete in itself.
    func check() throws(ImageError) {
        guard bytes.count >= 512, (1...3).contains(bytes[4]), bytes[5..<8].allSatisfy({ $0 == 0 }) else {
            throw .invalid("\(shown) is a VMware disk of a version that is not known, or cut short")
        }
        // With a capacity of 0 only the description counts, which may name any files.
        guard bytes[12..<20].contains(where: { $0 != 0 }) else {
            throw .invalid("\(shown) is a VMware disk whose data lie in other files; make one of all with: qemu-img convert -O qcow2")
        }
        let text = String(decoding: bytes.dropFirst(Self.description.lowerBound).prefix(Self.description.count), as: UTF8.self).lowercased()
        let parents = text.split(separator: "\n").filter { $0.contains("parentcid") }.map { line in
            line.split(separator: "=").last.map { $0.filter { !$0.isWhitespace && $0 != "\0" } } ?? ""
        }
        guard !text.contains("parentfilenamehint"), parents.allSatisfy({ $0 == "ffffffff" }) else {
            throw .invalid("\(shown) is a VMware disk above another one; make one of both with: qemu-img convert -O qcow2")
        }
    }
}
