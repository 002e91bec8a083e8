import StrataAPI

/// Looks at a YAML text before it is parsed, for aliases that would make the parser itself work without end.
///
/// Aliases that nest multiply: a few hundred bytes can stand for billions of values. Values are counted while they are converted, which bounds
/// those; but the parser compares the keys of every map, written out, before anything can be counted. So a stream that has aliases may not have
/// lists, maps or aliases for keys. The text is not parsed here: whatever looks like an alias of an anchor that occurs earlier counts as one.
enum AliasGuard {
    static func check(_ text: String, limit: Int) throws(YAMLError) {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return }
        let bytes = Array(text.utf8)
        var anchors: Set<ArraySlice<UInt8>> = []
        var aliases = 0
        var hasCollectionKey = false
        var index = 0
        var canBegin = true
        while index < bytes.count {
            let byte = bytes[index]
            defer { canBegin = beginsAfter(byte) }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
                hasCollectionKey = hasCollectionKey || bytes[(index + 1)...].first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ":")
            } else if byte == UInt8(ascii: "?"), canBegin, index + 1 == bytes.count || isBlank(bytes[index + 1]) {
                hasCollectionKey = true
            }
            guard canBegin, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else {
                index += 1
                continue
            }
            let name = bytes[(index + 1)...].prefix(while: isNameByte)
            index = name.endIndex
            if byte == UInt8(ascii: "&") {
                if !name.isEmpty { anchors.insert(name) }
            } else if anchors.contains(name) {
                aliases += 1
                guard aliases <= limit else { throw YAMLError("uses more than \(limit) aliases") }
                if bytes[name.endIndex...].first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: ":") { hasCollectionKey = true }
            }
        }
        if aliases > 0, hasCollectionKey { throw YAMLError("uses aliases together with keys that are lists, maps or aliases; write them out") }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// Whether a token can begin after this byte.
    private static func beginsAfter(_ byte: UInt8) -> Bool {
        isBlank(byte) || [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "'")].contains(byte)
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
