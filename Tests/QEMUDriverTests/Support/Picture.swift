import StrataDriverKit
import Testing

/// A PNG, unpacked (ISO/IEC 15948): eight bits a channel, not interlaced, which is what QEMU writes.
struct Picture {
    private(set) var width = 0
    private(set) var height = 0
    /// How many different colours it has.
    private(set) var colours = 0

    init() {}

    init(png bytes: [UInt8]) async throws {
        #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        var (packed, channels, index) = ([UInt8](), 0, 8)
        func number(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
        while index + 12 <= bytes.count {
            let (length, type) = (number(index), String(decoding: bytes[(index + 4)..<(index + 8)], as: UTF8.self))
            if type == "IHDR" {
                width = number(index + 8)
                height = number(index + 12)
                try #require(bytes[index + 16] == 8 && bytes[index + 20] == 0)
                channels = try #require([2: 3, 6: 4][Int(bytes[index + 17])])
            } else if type == "IDAT" {
                packed += bytes[(index + 8)..<(index + 8 + length)]
            }
            index += 12 + length
        }
        // Deflate as gzip expects it, which then misses its checksum, when all is out.
        var command = Command("gzip", "-dc")
        command.input = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0] + packed.dropFirst(2)
        command.outputLimit = 64 << 20
        let rows = try await LocalMachine().run(command).output
        count(try Self.unfiltered(rows, width: width * channels, height: height, step: channels), channels)
    }

    private mutating func count(_ pixels: [UInt8], _ channels: Int) {
        var seen: Set<Int> = []
        for start in stride(from: 0, to: pixels.count, by: channels) {
            seen.insert(Int(pixels[start]) << 16 | Int(pixels[start + 1]) << 8 | Int(pixels[start + 2]))
        }
        colours = seen.count
    }

    private static func unfiltered(_ rows: [UInt8], width: Int, height: Int, step: Int) throws -> [UInt8] {
        try #require(rows.count >= (width + 1) * height)
        var pixels = [UInt8](repeating: 0, count: width * height)
        for row in 0..<height {
            let filter = rows[row * (width + 1)]
            for column in 0..<width {
                let here = row * width + column
                let left = column >= step ? Int(pixels[here - step]) : 0
                let up = row > 0 ? Int(pixels[here - width]) : 0
                let corner = row > 0 && column >= step ? Int(pixels[here - width - step]) : 0
                let guess =
                    switch filter {
                    case 0: 0
                    case 1: left
                    case 2: up
                    case 3: (left + up) / 2
                    default: paeth(left, up, corner)
                    }
                pixels[here] = rows[row * (width + 1) + 1 + column] &+ UInt8(guess)
            }
        }
        return pixels
    }

    private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
        let guess = left + up - corner
        let (a, b, c) = (abs(guess - left), abs(guess - up), abs(guess - corner))
        return a <= b && a <= c ? left : b <= c ? up : corner
    }
}
