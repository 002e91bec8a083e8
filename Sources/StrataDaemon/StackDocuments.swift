import Crypto
import FoundationEssentials
import StrataAPI
import StrataCatalog

/// The thirty stacks as objects of the API, made of the catalog's own bytes without decoding them.
enum StackDocuments {
    static let all = FixedDocuments(count: Catalog.index.count) {
        var digest = SHA256()
        let documents = Catalog.index.map { entry in
            let json = Catalog.json(id: entry.id) ?? Data("{}".utf8)
            digest.update(data: json)
            let metadata: JSONValue = ["name": .string(entry.id), "uid": .string(identity(of: entry.id))]
            return FixedDocuments.Document(metadata: metadata, members: Array("\"spec\":".utf8) + json)
        }
        return FixedDocuments.Contents(revision: revision(digest.finalize()), documents: documents)
    }

    /// The same on every server and in every release: a UUID of version 8 made of the name's digest (RFC 9562, section 5.8).
    private static func identity(of id: String) -> String {
        var bytes = Array(SHA256.hash(data: Data("stacks.strata.dev/\(id)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var text = ""
        for (index, character) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(character)
        }
        return text
    }

    /// 48 bits, so that clients which read JSON numbers as doubles see them all, and never the 0 or 1 that have meanings of their own.
    private static func revision(_ digest: SHA256Digest) -> UInt64 {
        digest.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } | 1 << 40
    }
}
