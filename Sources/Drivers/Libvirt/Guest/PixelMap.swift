/// A picture as older hypervisors give it: a portable pixmap (netpbm, ppm(5), the binary form `P6`).
struct PixelMap: Sendable, Equatable {
    var width: Int
    var height: Int
    /// Three bytes for each pixel: red, green, blue.
    var pixels: [UInt8]

    /// nil for anything but a whole picture with 256 shades.
    init?(parsing bytes: [UInt8]) {
        guard bytes.starts(with: [UInt8(ascii: "P"), UInt8(ascii: "6")]) else { return nil }
        var place = 2
        var numbers: [Int] = []
        while numbers.count < 3 {
            while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
            let digits = bytes[place...].prefix(8).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
            numbers.append(number)
            place += digits.count
        }
        let size = numbers[0].multipliedReportingOverflow(by: numbers[1] * 3)
        guard place < bytes.count, numbers[2] == 255, (1...16_384).contains(numbers[0]), (1...16_384).contains(numbers[1]), !size.overflow,
            bytes.count - place - 1 == size.partialValue
        else { return nil }
        (width, height, pixels) = (numbers[0], numbers[1], Array(bytes[(place + 1)...]))
    }
}
