/// A table that comes as JSON: an array of objects, of which some members are read and everything else is passed over, so that no tree of a long answer is built.
public struct JSONRows: Sendable {
    /// One object's members, by their places in the list of names.
    public struct Row {
        fileprivate var values: [JSONValue?]

        /// A member's value; nil where the object has no such member.
        public subscript(index: Int) -> JSONValue? { values[index] }
    }

    private let table: Name
    private let names: [Name]

    /// A member's name, of which most names are told apart by their first eight bytes and their length.
    private struct Name: Sendable {
        let head: UInt64
        let count: Int
        let bytes: [UInt8]

        init(_ text: String) {
            bytes = Array(text.utf8)
            count = bytes.count
            head = bytes.withUnsafeBufferPointer(Self.head)
        }

        static func head(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
            var head: UInt64 = 0
            for index in 0..<min(8, bytes.count) { head = head << 8 | UInt64(bytes[index]) }
            return head
        }

        func matches(_ other: UnsafeBufferPointer<UInt8>, head: UInt64) -> Bool {
            self.head == head && count == other.count && (count <= 8 || other.elementsEqual(bytes))
        }
    }

    /// - Parameters:
    ///   - table: the member of the document that the array is.
    ///   - names: of the members that are read, without what JSON has to escape.
    public init(of table: String, reading names: [String]) {
        self.table = Name(table)
        self.names = names.map(Name.init)
    }

    /// Reads a document.
    ///
    /// - Parameter body: makes something of each object, or nothing. What is no object in the array is passed over. Of a repeated member the last one counts.
    /// - Returns: what was made, in order; nothing where the document has no such array.
    public func read<Value>(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits(), _ body: (Row) -> Value?
    ) throws(JSONError) -> [Value] {
        let outcome = bytes.withUnsafeBufferPointer { buffer -> Result<[Value], JSONError> in
            var parser = JSONParser(bytes: buffer, limits: limits)
            do throws(JSONError) {
                return .success(try parser.document { parser throws(JSONError) in try rows(&parser, body) })
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private func rows<Value>(_ parser: inout JSONParser, _ body: (Row) -> Value?) throws(JSONError) -> [Value] {
        var made: [Value] = []
        guard parser.isAt("{") else {
            try parser.skipValue()
            return made
        }
        var row = Row(values: Array(repeating: nil, count: names.count))
        try parser.nested { parser throws(JSONError) in
            try parser.members { parser, name throws(JSONError) in
                guard table.matches(name, head: Name.head(name)), parser.isAt("[") else { return try parser.skipValue() }
                made = []
                made.reserveCapacity(min(parser.bytes.count / 256, 8192))
                try parser.nested { parser throws(JSONError) in
                    try parser.items { parser throws(JSONError) in
                        guard parser.isAt("{") else { return try parser.skipValue() }
                        try read(&row, &parser)
                        if let value = body(row) { made.append(value) }
                    }
                }
            }
        }
        return made
    }

    private func read(_ row: inout Row, _ parser: inout JSONParser) throws(JSONError) {
        for index in row.values.indices { row.values[index] = nil }
        try parser.nested { parser throws(JSONError) in
            try parser.members { parser, name throws(JSONError) in
                let head = Name.head(name)
                guard let index = names.firstIndex(where: { $0.matches(name, head: head) }) else { return try parser.skipValue() }
                row.values[index] = try parser.value()
            }
        }
    }
}
