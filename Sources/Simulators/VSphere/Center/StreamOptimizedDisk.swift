/// A disk image as exports have it, with nothing on it: VMware's stream-optimized format, as its specification of virtual disks 5.0 has it.
enum StreamOptimizedDisk {
    /// An image of so many bytes that are all zero.
    static func empty(capacity: Int64) -> [UInt8] {
        let sectors = UInt64(max(0, capacity) + 511) / 512
        let capacity = (sectors + 127) / 128 * 128
        // A table of grains has 512 entries of 128 sectors.
        let tables = (capacity + 65_535) / 65_536
        let directory = pad(Array(repeating: 0, count: Int(tables) * 4))
        var image = header(capacity, directoryAt: .max)
        image += pad(Array(descriptor(capacity).utf8), to: 20 * 512)
        image += Array(repeating: 0, count: 128 * 512 - image.count)
        image += marker(sectors: UInt64(directory.count / 512), type: 2)
        let place = UInt64(image.count / 512)
        image += directory
        image += marker(sectors: 1, type: 3)
        image += header(capacity, directoryAt: place)
        return image + Array(repeating: 0, count: 512)
    }

    /// How many bytes the disk has that an image's beginning tells of; nil for what is no such image.
    static func capacity(of head: [UInt8]) -> Int64? {
        guard head.count >= 20, head.starts(with: Array("KDMV".utf8)) else { return nil }
        let sectors = head[12..<20].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return sectors < 1 << 50 ? Int64(sectors) * 512 : nil
    }

    private static func little(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }

    private static func pad(_ bytes: [UInt8], to size: Int = 512) -> [UInt8] {
        bytes + Array(repeating: 0, count: (size - bytes.count % size) % size)
    }

    private static func header(_ capacity: UInt64, directoryAt place: UInt64) -> [UInt8] {
        var bytes = Array("KDMV".utf8) + little(3, 4) + little(0x30001, 4)
        // Capacity, grain, descriptor and its size, entries of a table, the spare directory, the directory, and where grains begin.
        for number in [capacity, 128, 1, 20] { bytes += little(number, 8) }
        bytes += little(512, 4)
        for number in [0, place, 128] { bytes += little(number, 8) }
        return pad(bytes + [0, 0x0A, 0x20, 0x0D, 0x0A] + little(1, 2))
    }

    private static func marker(sectors: UInt64, type: UInt64) -> [UInt8] { pad(little(sectors, 8) + little(0, 4) + little(type, 4)) }

    private static func descriptor(_ sectors: UInt64) -> String {
        """
        # Disk DescriptorFile
        version=1
        CID=fffffffe
        parentCID=ffffffff
        createType="streamOptimized"

        # Extent description
        RDONLY \(sectors) SPARSE "disk.vmdk"

        # The Disk Data Base
        #DDB

        ddb.adapterType = "lsilogic"
        ddb.geometry.cylinders = "\(max(1, min(65_535, sectors / 16_065)))"
        ddb.geometry.heads = "255"
        ddb.geometry.sectors = "63"
        ddb.virtualHWVersion = "20"

        """
    }
}
