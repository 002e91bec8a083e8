import TarStreams

/// A tar file in memory whose bytes depend on nothing but its entries.
struct TarImage {
    private(set) var bytes: [UInt8] = []
    /// The same for all entries: 2000-01-01, since tar(1) warns of the epoch itself.
    private static let time: Int64 = 946_684_800

    mutating func addDirectory(_ name: String, mode: Int = 0o755) { add(.directory, name, mode) }

    mutating func addSymbolicLink(_ name: String, to target: String) { add(.symbolicLink(to: target), name, 0o777) }

    mutating func addFile(_ name: String, mode: Int = 0o644, _ content: [UInt8]) {
        let size = Int64(content.count)
        add(.file(size), name, mode)
        bytes += content
        bytes += TarWriter.padding(size)
    }

    /// Ends the file, filled up to a record of twenty blocks.
    mutating func finish() {
        bytes += TarWriter.end
        bytes += [UInt8](repeating: 0, count: (10_240 - bytes.count % 10_240) % 10_240)
    }

    private mutating func add(_ kind: TarEntry.Kind, _ name: String, _ mode: Int) {
        var entry = TarEntry(kind, "./\(name)", mode: mode, modified: Self.time)
        (entry.userName, entry.groupName) = ("root", "root")
        bytes += TarWriter.head(entry)
    }
}
