import Glibc
public import Testing

/// Files of real output beside a target's tests, whole and damaged.
public enum Fixtures {
    /// A fixture's bytes.
    ///
    /// - Parameter folder: the test target's own.
    public static func bytes(_ name: String, beside folder: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
        let stream = try #require(
            fopen("\(folder)/Fixtures/\(name).txt", "r"), "there is no fixture \(name)", sourceLocation: sourceLocation)
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, stream)
        return Array(bytes[..<count])
    }

    /// Hands over a text some hundred times, each time cut anywhere and with wrong bytes, and then nothing but noise.
    public static func damage(_ text: [UInt8], _ read: ([UInt8]) throws -> Void) rethrows {
        for _ in 0..<300 {
            var bytes = Array(text.prefix(Int.random(in: 0...text.count)))
            for _ in 0..<Int.random(in: 0...8) where !bytes.isEmpty { bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255) }
            try read(bytes)
        }
        for length in [0, 1, 2, 100, 5000] { try read((0..<length).map { _ in .random(in: 0...255) }) }
    }
}
