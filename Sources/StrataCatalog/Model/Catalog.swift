public import FoundationEssentials
import Synchronization

/// The thirty stacks, compiled in. A stack is decoded when first asked for and kept.
public enum Catalog {
    /// All stacks in order of their number, without decoding any.
    public static let index: [StackIndexEntry] = GeneratedStacks.index

    /// The stack with this id (`proxmox`), number (`12`, `17`) or title (`Proxmox`), whatever its letter case.
    public static func stack(_ name: String) throws(CatalogError) -> Stack {
        let wanted = name.lowercased()
        let number = Int(wanted)
        let entry = index.first { entry in
            entry.id == wanted || entry.number == number || entry.title.lowercased() == wanted
                || number.map(entry.aliasNumbers.contains) == true
        }
        guard let entry else { throw .unknownStack(name, near: near(wanted)) }
        return try decoded(entry.id)
    }

    /// Every stack, in order of number.
    public static func all() throws(CatalogError) -> [Stack] {
        var stacks: [Stack] = []
        for entry in index { stacks.append(try decoded(entry.id)) }
        return stacks
    }

    /// A stack's JSON as compiled in, for servers that splice bytes; nil for an unknown id.
    public static func json(id: String) -> Data? {
        GeneratedStacks.json(id).map { text in text.withUTF8Buffer { Data($0) } }
    }

    private static let cache = Mutex<[String: Stack]>([:])

    private static func decoded(_ id: String) throws(CatalogError) -> Stack {
        if let known = cache.withLock({ $0[id] }) { return known }
        guard let data = json(id: id) else { throw .damaged(id, reason: "there is none") }
        let stack: Stack
        do {
            stack = try JSONDecoder().decode(Stack.self, from: data)
        } catch {
            throw .damaged(id, reason: "\(error)")
        }
        cache.withLock { $0[id] = stack }
        return stack
    }

    private static func near(_ name: String) -> [String] {
        let ranked = index.map { ($0.id, distance(name, $0.id)) }.filter { $0.1 <= 2 || $0.0.contains(name) && name.count > 1 }
        return ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }

    /// Edit distance; names are a few letters, longer input is cut so that hostile text stays cheap.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.prefix(40))
        let right = Array(right.prefix(40))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
