import StrataAPI

/// A stack's name for a machine, made fit for an object's name.
enum NativeName {
    /// Lower case, with everything else than letters, digits and '-' replaced; names that differ stay apart by a digest.
    static func sanitized(_ name: String) -> String {
        let mapped = name.lowercased().unicodeScalars.map { scalar -> Character in
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            return isPlain ? Character(scalar) : "-"
        }
        var text = String(mapped.prefix(200))
        while text.hasPrefix("-") { text.removeFirst() }
        while text.hasSuffix("-") { text.removeLast() }
        if text == name, !text.isEmpty { return text }
        let digest = EventRecorder.digest(name).prefix(6)
        return text.isEmpty ? "machine-\(digest)" : "\(text)-\(digest)"
    }
}
