import StrataAPI

/// What an archive ends with: the sizes and SHA-256 sums of everything in it.
public struct ArchiveManifest: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public var name: String
        /// In bytes.
        public var size: Int64
        /// Over the whole part, as 64 hexadecimal digits.
        public var sum: String
        /// Over each of its pieces.
        public var pieces: [String]
    }

    /// Over the head's document.
    public var head: String
    public var parts: [Part]

    var json: JSONValue {
        [
            "head": .string(head),
            "parts": .array(
                parts.map { part in
                    [
                        "name": .string(part.name), "size": .int(part.size), "sha256": .string(part.sum),
                        "pieces": .array(part.pieces.map(JSONValue.string)),
                    ]
                }),
        ]
    }

    init(head: String, parts: [Part] = []) {
        self.head = head
        self.parts = parts
    }

    init?(_ json: JSONValue) {
        guard let head = json["head"]?.string, let parts = json["parts"]?.array else { return nil }
        self.head = head
        self.parts = []
        for part in parts {
            guard let name = part["name"]?.string, let size = part["size"]?.int, let sum = part["sha256"]?.string,
                let pieces = part["pieces"]?.array
            else { return nil }
            self.parts.append(Part(name: name, size: size, sum: sum, pieces: pieces.compactMap(\.string)))
        }
    }
}
