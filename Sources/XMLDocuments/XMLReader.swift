/// Reads XML 1.0 in UTF-8, into a tree that loses nothing but what stands outside of the root.
///
/// Bounded against documents that mean harm: size, depth and number of nodes have limits, and document types, with which entities would be declared, are refused.
struct XMLReader {
    /// How deep elements may lie in one another.
    static let depthLimit = 128

    private let bytes: [UInt8]
    /// How many elements, texts and attributes a document may have: no honest one has more than one for every 16 bytes, and a few.
    private let nodeLimit: Int
    private var place = 0
    private var count = 0

    private init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        nodeLimit = 1024 + limit / 16
    }

    /// - Parameter limit: the longest document, in bytes.
    /// - Throws: ``XMLError/malformed(_:)`` or ``XMLError/tooLarge(limit:)``.
    static func read(_ bytes: [UInt8], limit: Int) throws(XMLError) -> XMLElement {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        var reader = XMLReader(bytes, limit: limit)
        return try reader.document()
    }

    private mutating func document() throws(XMLError) -> XMLElement {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        try skipMisc()
        let root = try element(depth: 0)
        try skipMisc()
        guard place == bytes.count else { throw error("something follows the root") }
        return root
    }

    private mutating func skipMisc() throws(XMLError) {
        while true {
            skipBlanks()
            if skip("<?") {
                _ = try until("?>", "an instruction")
            } else if skip("<!--") {
                _ = try until("-->", "a comment")
            } else {
                return
            }
        }
    }

    private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
        guard depth < Self.depthLimit else { throw error("elements lie more than \(Self.depthLimit) deep") }
        guard skip("<") else { throw error("an element was expected") }
        var element = XMLElement(try name())
        try note()
        while true {
            let hasBlank = skipBlanks()
            if skip("/>") { return element }
            if skip(">") { break }
            guard hasBlank else { throw error("a blank is missing before an attribute") }
            element.attributes.append(try attribute(of: element))
        }
        element.nodes = try content(of: element.name, depth: depth)
        return element
    }

    private mutating func content(of parent: String, depth: Int) throws(XMLError) -> [XMLNode] {
        var nodes: [XMLNode] = []
        while true {
            guard place < bytes.count else { throw error("the document ends within <\(parent)>") }
            if skip("</") {
                guard try name() == parent else { throw error("<\(parent)> is closed by another name") }
                skipBlanks()
                guard skip(">") else { throw error("the end of <\(parent)> is not closed") }
                return nodes
            }
            try note()
            if skip("<!--") {
                nodes.append(.comment(try until("-->", "a comment")))
            } else if skip("<![CDATA[") {
                nodes.append(.cdata(try until("]]>", "a CDATA section")))
            } else if skip("<?") {
                nodes.append(.instruction(try until("?>", "an instruction")))
            } else if bytes[place] == UInt8(ascii: "<") {
                nodes.append(.element(try element(depth: depth + 1)))
            } else {
                nodes.append(.text(try characters { $0 == UInt8(ascii: "<") }))
            }
        }
    }

    private mutating func attribute(of element: XMLElement) throws(XMLError) -> XMLElement.Attribute {
        let name = try name()
        try note()
        skipBlanks()
        guard skip("=") else { throw error("the attribute \(name) has no value") }
        skipBlanks()
        guard let quote = next(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw error("the value of \(name) is not quoted")
        }
        let value = try characters { $0 == quote || $0 == UInt8(ascii: "<") }
        guard next() == quote else { throw error("the value of \(name) does not end") }
        guard element[attribute: name] == nil else { throw error("the attribute \(name) stands twice") }
        return XMLElement.Attribute(name: name, value: value)
    }

    /// Characters up to one that ends them, with references resolved.
    private mutating func characters(until isEnd: (UInt8) -> Bool) throws(XMLError) -> String {
        var result: [UInt8] = []
        while place < bytes.count, !isEnd(bytes[place]) {
            if bytes[place] == UInt8(ascii: "&") {
                result += try reference().utf8
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return try string(result)
    }

    /// A reference to one of the five entities that need no declaration, or to a character.
    private mutating func reference() throws(XMLError) -> String {
        let start = place + 1
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw error("a reference does not end") }
        let word = String(decoding: bytes[start..<end], as: UTF8.self)
        place = end + 1
        switch word {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "apos": return "'"
        case "quot": return "\""
        default: break
        }
        let number =
            word.hasPrefix("#x") ? UInt32(word.dropFirst(2), radix: 16) : word.hasPrefix("#") ? UInt32(word.dropFirst(1), radix: 10) : nil
        guard let number, let scalar = Unicode.Scalar(number), number >= 0x20 && number & 0xFFFE != 0xFFFE || [9, 10, 13].contains(number)
        else {
            throw error("the reference &\(word); is unknown")
        }
        return String(Character(scalar))
    }

    private mutating func name() throws(XMLError) -> String {
        let start = place
        while place < bytes.count, Self.isName(bytes[place], isFirst: place == start) { place += 1 }
        guard place > start else { throw error("a name was expected") }
        return try string(Array(bytes[start..<place]))
    }

    /// More is let through than XML allows beyond ASCII; it is written as it was read.
    private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
        default: false
        }
    }

    private mutating func until(_ end: StaticString, _ what: String) throws(XMLError) -> String {
        let start = place
        while place < bytes.count {
            let stop = place
            if skip(end) { return try string(Array(bytes[start..<stop])) }
            place += 1
        }
        throw error("\(what) does not end")
    }

    private func string(_ bytes: [UInt8]) throws(XMLError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("not UTF-8") }
        // XML 1.0, production 2.
        let isText = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value & 0xFFFE != 0xFFFE || [9, 10, 13].contains($0.value) }
        guard isText else { throw error("a character that XML does not know") }
        return text
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        let start = place
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
        return place > start
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for index in 0..<count where bytes[place + index] != word.utf8Start[index] { return false }
        place += count
        return true
    }

    private mutating func next() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func note() throws(XMLError) {
        count += 1
        guard count <= nodeLimit else { throw error("it has more than \(nodeLimit) parts") }
    }

    private func error(_ what: String) -> XMLError { .malformed("the XML cannot be read at byte \(place): \(what)") }
}
