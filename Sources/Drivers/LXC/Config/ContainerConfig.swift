import StrataAPI
import StrataLinuxHost

/// A container's configuration file, as far as Strata reads it (lxc.container.conf(5)). Never fails: what is no setting is left out.
///
/// What Strata wrote stands between two marks; everything else in the file is its owner's and is kept as it is.
struct ContainerConfig: Sendable, Equatable {
    static let begin = "# strata.dev/begin: written by Strata, changes up to the end mark are lost"
    static let end = "# strata.dev/end"
    private static let tagPrefix = "# strata.dev/"

    /// Keys and values in their order. Files that are included are not looked into.
    private(set) var settings: [(key: String, value: String)] = []
    /// What Strata noted in comments, by name.
    private(set) var tags: [String: String] = [:]
    /// The lines of others, before and after Strata's.
    private(set) var linesBefore: [String] = []
    private(set) var ownLines: [String] = []
    private(set) var linesAfter: [String] = []

    init(parsing bytes: [UInt8]) {
        enum Part { case before, own, after }
        var part = Part.before
        var hasOwn = false
        for bytes in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = String(decoding: bytes, as: UTF8.self)
            let text = line.trimmed
            if text.hasPrefix("\(Self.tagPrefix)begin"), !hasOwn {
                part = .own
                hasOwn = true
                continue
            }
            if text == Self.end, part == .own {
                part = .after
                continue
            }
            switch part {
            case .before: linesBefore.append(line)
            case .own:
                ownLines.append(line)
                note(text)
            case .after: linesAfter.append(line)
            }
            guard !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") else { continue }
            let key = text[..<equals].trimmed
            if key.hasPrefix("lxc.") { settings.append((key, Self.unquoted(text[text.index(after: equals)...].trimmed))) }
        }
        while linesAfter.last?.isEmpty == true { linesAfter.removeLast() }
        while linesBefore.last?.isEmpty == true { linesBefore.removeLast() }
    }

    private mutating func note(_ text: String) {
        guard text.hasPrefix(Self.tagPrefix), let equals = text.firstIndex(of: "=") else { return }
        tags[text[..<equals].dropFirst(Self.tagPrefix.count).trimmed] = text[text.index(after: equals)...].trimmed
    }

    /// Keys and values in Strata's part, in their order.
    var ownSettings: [(key: String, value: String)] { ContainerConfig(parsing: Array(ownLines.joined(separator: "\n").utf8)).settings }

    /// The last value of a key that holds one; an empty value clears those before it.
    func value(_ key: String) -> String? {
        values(key).last
    }

    /// All values of a key that holds a list.
    func values(_ key: String) -> [String] {
        settings.reduce(into: []) { values, setting in
            guard setting.key == key else { return }
            if setting.value.isEmpty { values = [] } else { values.append(setting.value) }
        }
    }

    /// The file with other settings for the first so many network cards in Strata's part; nil when they stand there already.
    func replacing(cards count: Int, with lines: [String]) -> [UInt8]? {
        replacing((0..<count).map { "lxc.net.\($0)." }, with: lines)
    }

    /// The file with other settings under keys of these prefixes in Strata's part; nil when they stand there already.
    func replacing(_ prefixes: [String], with lines: [String]) -> [UInt8]? {
        func isMeant(_ line: String) -> Bool { prefixes.contains { line.trimmed.hasPrefix($0) } }
        guard ownLines.filter(isMeant) != lines else { return nil }
        let kept = ownLines.filter { !isMeant($0) }
        let all = linesBefore + [Self.begin] + kept + lines + [Self.end] + linesAfter
        return Array((all.joined(separator: "\n") + "\n").utf8)
    }

    /// The hardware addresses of the network cards that Strata gave it, in their order.
    var cards: [String] { (0..<cardCount).compactMap { value("lxc.net.\($0).hwaddr") } }

    /// The addresses of those cards.
    var addresses: [String] {
        (0..<cardCount).compactMap { value("lxc.net.\($0).ipv4.address")?.split(separator: "/").first.map(String.init) }
    }

    private var cardCount: Int { tags["networks"].flatMap { try? JSONValue(parsing: $0).array?.count } ?? 1 }

    /// Whether user ids inside are not those of the host.
    var isUnprivileged: Bool { !values("lxc.idmap").isEmpty }

    /// liblxc takes one pair of quotes off a value (confile.c, parse_line).
    private static func unquoted(_ value: String) -> String {
        guard value.utf8.count > 1, let first = value.first, first == "\"" || first == "'", value.last == first else { return value }
        return String(value.dropFirst().dropLast())
    }

    static func == (left: ContainerConfig, right: ContainerConfig) -> Bool {
        left.tags == right.tags && left.linesBefore == right.linesBefore && left.linesAfter == right.linesAfter
            && left.settings.map { [$0.key, $0.value] } == right.settings.map { [$0.key, $0.value] }
    }
}
