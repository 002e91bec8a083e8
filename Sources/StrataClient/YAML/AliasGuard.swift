import StrataAPI
import Yams

/// Looks at a YAML text that has aliases before it is parsed for good.
///
/// Aliases that nest multiply: a few hundred bytes can stand for billions of values, and the parser compares the keys of every map written
/// out. So the text is first parsed with a quoted word in the place of each alias, which costs no more than its length, and what the
/// aliases would stand for is counted on the tree that comes out. What only looks like an alias, inside of double quotes, can lead to a
/// refusal too many.
struct AliasGuard {
    /// A character of private use (Unicode chapter 23.5), which tells the words put in from others.
    private static let marker = "\u{F8FF}"

    private let limits: YAMLLimits
    /// How many values each anchor stands for, aliases written out.
    private var sizes: [String: Int] = [:]
    private var aliases = 0

    static func check(_ text: String, limits: YAMLLimits) throws(YAMLError) {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")), let replaced = withoutAliases(text) else {
            return
        }
        do {
            let parser = try Parser(yaml: replaced, resolver: .basic, encoding: .utf8)
            while let root = try parser.nextRoot() {
                var guarding = AliasGuard(limits: limits)
                _ = try guarding.size(of: root)
            }
        } catch let error as YAMLError {
            throw error
        } catch {
            throw YAMLError("uses aliases in a way that is not understood; write them out")
        }
    }

    private init(limits: YAMLLimits) { self.limits = limits }

    /// The text with a quoted word for each alias of an anchor that occurs before it; nil where there is none.
    private static func withoutAliases(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var anchors: Set<ArraySlice<UInt8>> = []
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var hasAliases = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            let name: ArraySlice<UInt8> =
                byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") ? bytes[index...].prefix(while: isNameByte) : []
            if byte == UInt8(ascii: "&"), !name.isEmpty { anchors.insert(name) }
            guard byte == UInt8(ascii: "*"), anchors.contains(name) else {
                result.append(byte)
                continue
            }
            hasAliases = true
            result += "\"\(marker)".utf8
            result += name
            result.append(UInt8(ascii: "\""))
            index = name.endIndex
        }
        return hasAliases ? String(decoding: result, as: UTF8.self) : nil
    }

    /// How many values a node stands for, aliases written out.
    private mutating func size(of node: Node) throws(YAMLError) -> Int {
        var size = 1
        switch node {
        case .scalar(let scalar):
            if let name = Self.alias(scalar) {
                aliases += 1
                guard aliases <= limits.aliases else { throw YAMLError("uses more than \(limits.aliases) aliases") }
                size = sizes[name] ?? 1
            }
        case .sequence(let sequence):
            for item in sequence { try add(try self.size(of: item), to: &size) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard case .scalar = key, try self.size(of: key) == 1 else {
                    throw YAMLError("has a list or a map as a key" + (key.mark.map { ", at line \($0.line)" } ?? ""))
                }
                try add(1, to: &size)
                try add(try self.size(of: value), to: &size)
            }
        case .alias: break
        }
        if let anchor = node.anchor { sizes[anchor.rawValue] = size }
        return size
    }

    private func add(_ more: Int, to size: inout Int) throws(YAMLError) {
        size += more
        guard size <= 2 * limits.nodes else { throw YAMLError("holds too many values once its aliases are written out") }
    }

    private static func alias(_ scalar: Node.Scalar) -> String? {
        guard scalar.style == .doubleQuoted, scalar.string.hasPrefix(marker) else { return nil }
        return String(scalar.string.unicodeScalars.dropFirst())
    }

    /// The bytes that libyaml takes for an anchor's name.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
