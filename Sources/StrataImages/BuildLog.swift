/// What mmdebstrap writes while it works.
struct BuildLog {
    private var pending: [UInt8] = []
    private var kept: [String] = []

    /// The longest line to keep and the most lines, so that a build cannot fill memory.
    private static let lineLimit = 4096
    private static let lineCount = 200

    /// The lines that became complete; a carriage return, which progress bars use, ends one too.
    mutating func take(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 10 || byte == 13 {
                if !pending.isEmpty { lines.append(String(decoding: pending, as: UTF8.self)) }
                pending.removeAll(keepingCapacity: true)
            } else if pending.count < Self.lineLimit {
                pending.append(byte)
            }
        }
        kept = Array((kept + lines).suffix(Self.lineCount))
        return lines
    }

    var text: String { kept.joined(separator: "\n") }

    /// What went wrong: the last lines marked as errors, or the last lines of all.
    var errors: String {
        let marked = kept.filter { $0.hasPrefix("E: ") || $0.contains(" E: ") || $0.hasPrefix("Err:") }
        return (marked.isEmpty ? kept : marked).suffix(4).joined(separator: "; ")
    }

    /// What a line says about how far the build is. The shares are those of a build from a mirror nearby.
    static func progress(_ line: String) -> ImageProgress? {
        guard line.hasPrefix("I: ") else { return nil }
        let text = line.dropFirst(3)
        for (start, phase, percent) in phases where text.hasPrefix(start) { return ImageProgress(phase: phase, percent: percent) }
        return nil
    }

    private static let phases: [(start: String, phase: String, percent: Int)] = [
        ("running apt-get update", "reading the mirror's package lists", 2), ("downloading packages", "downloading packages", 8),
        ("extracting archives", "unpacking essential packages", 30), ("installing essential", "installing essential packages", 38),
        ("installing remaining", "installing the other packages", 55), ("running --customize-hook", "tidying up", 88),
        ("cleaning package lists", "tidying up", 90), ("creating tarball", "packing the root file system", 92), ("done", "packed", 94),
    ]
}
