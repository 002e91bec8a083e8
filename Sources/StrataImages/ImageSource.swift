import StrataAPI

/// Where an image comes from.
enum ImageSource: Sendable, Hashable {
    case busybox
    /// The smallest virtual machine; of an architecture by Debian's name where the source names one.
    case tiny(architecture: String?)
    /// Debian, by the codename of a release.
    case debian(suite: String)
    /// A virtual machine's disk with Debian on it.
    case debianMachine(suite: String)
    /// A root file system's tarball or a disk on this machine.
    case file(path: String)
    /// What a client sends, under an id that its Image has.
    case upload(id: String)

    /// - Throws: ``ImageError/unknownSource(_:)``, ``ImageError/invalid(_:)``.
    init(_ text: String) throws(ImageError) {
        if let reason = StrataAPI.Image.source.check?(text) {
            throw .invalid("\"\(text.printable(limit: 120))\" is no source of an image: \(reason)")
        }
        guard text.utf8.count <= StrataAPI.Image.source.length.upperBound else { throw .invalid("the source of an image is too long") }
        if text.hasPrefix("/") {
            self = .file(path: text)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("busybox", 1): self = .busybox
        case ("tiny", 1): self = .tiny(architecture: nil)
        case ("tiny", 2):
            let architecture = Architecture.normalized(String(parts[1]))
            guard Architecture.virtual.contains(architecture) else { throw .unknownSource(text) }
            self = .tiny(architecture: architecture)
        case ("upload", 2): self = .upload(id: String(parts[1]))
        case ("debian", 1): self = .debian(suite: "bookworm")
        case ("debian", 3) where parts[2] == "vm": self = .debianMachine(suite: try Self.suite(String(parts[1]), of: text))
        case ("debian", 2): self = .debian(suite: try Self.suite(String(parts[1]), of: text))
        default: throw .unknownSource(text)
        }
    }

    /// One name for all ways to write the same source.
    var canonical: String {
        switch self {
        case .busybox: "busybox"
        case .tiny: "tiny"
        case .debian(let suite): "debian/\(Self.number(suite))"
        case .debianMachine(let suite): "debian/\(Self.number(suite))/vm"
        case .file(let path): path
        case .upload(let id): "upload/\(id)"
        }
    }

    private static func number(_ suite: String) -> String { numbers.first { $0.value == suite }?.key ?? suite }

    /// Releases by number (https://www.debian.org/releases/).
    private static let numbers = ["10": "buster", "11": "bullseye", "12": "bookworm", "13": "trixie", "14": "forky"]

    private static func suite(_ text: String, of source: String) throws(ImageError) -> String {
        if let name = numbers[text] { return name }
        // Goes into a line of sources.list, whose words are separated by spaces.
        let isName = text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
        guard isName, text.utf8.count <= 32, text.utf8.first != UInt8(ascii: "-") else { throw .unknownSource(source) }
        return text
    }
}
