/// `[datastore1] web/web.vmdk`
struct DatastorePath: Sendable, Hashable, CustomStringConvertible {
    var store: String
    /// Without a slash at its ends.
    var path: String

    init(store: String, path: String) {
        self.store = store
        self.path = Self.plain(path)
    }

    init?(_ text: String) {
        guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else { return nil }
        store = String(text[text.index(after: text.startIndex)..<end])
        let rest = text[text.index(after: end)...].drop { $0 == " " }
        // Nobody leaves the datastore.
        guard !store.isEmpty, !rest.split(separator: "/").contains("..") else { return nil }
        path = Self.plain(String(rest))
    }

    private static func plain(_ path: String) -> String { path.split(separator: "/").joined(separator: "/") }

    var description: String { path.isEmpty ? "[\(store)]" : "[\(store)] \(path)" }

    /// The directory that it lies in; empty for the datastore's own.
    var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
}

extension String {
    /// What stands behind the last slash.
    var fileName: String { lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }

    /// As names of the inventory are kept: with `%2f`, `%5c` and `%25` in place of what paths and escapes are made of.
    var escapedName: String {
        var text = ""
        var rest = self[...]
        while let character = rest.popFirst() {
            switch character {
            case "/": text += "%2f"
            case "\\": text += "%5c"
            case "%" where !["2f", "5c", "25"].contains(rest.prefix(2).lowercased()): text += "%25"
            default: text.append(character)
            }
        }
        return text
    }

    func replacingExtension(_ end: String) -> String { (lastIndex(of: ".").map { String(self[..<$0]) } ?? self) + end }
}
