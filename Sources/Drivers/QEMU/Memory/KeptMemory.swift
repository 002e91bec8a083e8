import StrataAPI

/// A directory with a machine's memory: what QEMU wrote of it, and the arguments with which a QEMU can take it over.
struct KeptMemory: Sendable {
    let path: String

    /// A disk in QEMU's format, which nothing but an internal snapshot is in.
    var memory: String { "\(path)/memory.qcow2" }
    var arguments: String { "\(path)/arguments.json" }

    /// What the snapshot in ``memory`` is called, and in QEMU the disk.
    static let tag = "memory"

    /// A name, for a machine's directory, that none had before.
    static func newName() -> String { "memory-" + NewName.digits() }

    /// Writes down the arguments of a process and of the devices that were added to it since.
    static func encode(_ arguments: [String], added: [String]) -> [UInt8] {
        JSONValue.array((withoutIncoming(arguments.dropFirst()) + added).map(JSONValue.string)).encoded()
    }

    /// Reads what ``encode(_:added:)`` wrote; nil for anything else.
    static func decode(_ bytes: [UInt8]) -> [String]? {
        guard let list = try? JSONValue(parsing: bytes).array else { return nil }
        let words = list.compactMap(\.string)
        return words.count == list.count ? words : nil
    }

    /// How a QEMU was told to wait for its memory to come from elsewhere is nothing that the next one is told.
    private static func withoutIncoming(_ arguments: ArraySlice<String>) -> [String] {
        var kept: [String] = []
        var rest = arguments
        while let word = rest.popFirst() {
            if word == "-incoming" { rest = rest.dropFirst() } else { kept.append(word) }
        }
        return kept
    }
}

/// Names for files, made of chance.
enum NewName {
    /// 16 hexadecimal digits.
    static func digits() -> String {
        let text = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
