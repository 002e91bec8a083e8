/// A value of a guest's configuration that is a list of properties: `local-lvm:vm-100-disk-0,size=8G`, `virtio=BC:24:11:…,bridge=vmbr0`.
/// What is not known stays as it is, in its place.
struct PropertyList: Sendable, Hashable {
    /// In order; the name is nil for the one that stands without, which is the default's.
    private(set) var entries: [Entry]

    struct Entry: Sendable, Hashable {
        var name: String?
        var value: String
    }

    init(_ text: String) {
        entries = text.split(separator: ",").map { part in
            guard let equals = part.firstIndex(of: "=") else { return Entry(name: nil, value: String(part)) }
            return Entry(name: String(part[..<equals]), value: String(part[part.index(after: equals)...]))
        }
    }

    var text: String { entries.map { entry in entry.name.map { "\($0)=\(entry.value)" } ?? entry.value }.joined(separator: ",") }

    /// The value that stands without a name.
    var first: String? { entries.first { $0.name == nil }?.value }

    subscript(_ name: String) -> String? {
        get { entries.first { $0.name == name }?.value }
        set {
            if let index = entries.firstIndex(where: { $0.name == name }) {
                if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
            } else if let newValue {
                entries.append(Entry(name: name, value: newValue))
            }
        }
    }
}
