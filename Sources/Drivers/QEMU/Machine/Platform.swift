/// What QEMU emulates for guests of one architecture.
struct Platform: Sendable, Equatable {
    /// As the kernel names it.
    var architecture: String
    /// As Debian names it, which images do.
    var debianName: String
    var emulator: String
    /// The name of the board without a version, then the version to use, such as `pc-q35-7.2`.
    var board: String
    /// The board's first serial line, as Linux names it.
    var console: String

    /// Whether QEMU brings a firmware for the board that starts disks, as it does for PCs (SeaBIOS).
    var startsDisks: Bool { architecture == "x86_64" }

    static let known = [
        Platform(architecture: "x86_64", debianName: "amd64", emulator: "qemu-system-x86_64", board: "q35", console: "ttyS0"),
        Platform(architecture: "aarch64", debianName: "arm64", emulator: "qemu-system-aarch64", board: "virt", console: "ttyAMA0"),
    ]

    /// The versioned name behind the board's, from what `-machine help` prints: `q35   Standard PC … (alias of pc-q35-7.2)`.
    ///
    /// A machine keeps the version it was made with, so that it looks the same to its guest after QEMU was upgraded.
    func currentBoard(in help: String) -> String? {
        for line in help.split(separator: "\n") where line.split(separator: " ").first.map(String.init) == board {
            guard let alias = line.firstRange(of: "(alias of ") else { return nil }
            let name = line[alias.upperBound...].prefix { $0 != ")" }
            let isName = name.utf8.allSatisfy {
                ("0"..."z").contains(Character(UnicodeScalar($0))) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
            return isName && !name.isEmpty && name.utf8.count <= 64 ? String(name) : nil
        }
        return nil
    }
}
