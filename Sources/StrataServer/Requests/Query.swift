import StrataAPI

/// The parameters after a path's question mark, in the order given.
struct Query: Sendable {
    private(set) var items: [(name: String, value: String)] = []

    init() {}

    /// Parses `a=b&c=d` (`application/x-www-form-urlencoded`).
    ///
    /// - Throws: `BadRequest` for malformed escapes and for more than 512 parameters.
    init(parsing text: Substring) throws(APIError) {
        for part in text.split(separator: "&") {
            guard items.count < 512 else { throw APIError(.badRequest, "more than 512 query parameters") }
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = pair[0].percentDecoded(plusIsSpace: true),
                let value = (pair.count > 1 ? pair[1] : "").percentDecoded(plusIsSpace: true)
            else { throw APIError(.badRequest, "the query string holds a malformed escape: \"\(String(part).printable())\"") }
            items.append((name, value))
        }
    }

    /// The first value of that name, nil when there is none.
    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Whether a flag is set, in Go's notation of booleans (`strconv.ParseBool`).
    ///
    /// - Throws: `BadRequest` for anything else.
    func flag(_ name: String) throws(APIError) -> Bool? {
        switch self[name] {
        case nil: nil
        case "true", "1", "t", "T", "TRUE", "True", "": true
        case "false", "0", "f", "F", "FALSE", "False": false
        case .some(let other): throw APIError(.badRequest, "invalid value for \(name): \"\(other.printable())\" is not a boolean")
        }
    }

    /// A whole number that is not negative.
    ///
    /// - Throws: `BadRequest` for anything else.
    func count(_ name: String) throws(APIError) -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw APIError(.badRequest, "invalid value for \(name): \"\(text.printable())\" is not a whole number from 0 on")
        }
        return number
    }
}

extension Substring {
    /// The text with `%XX` replaced by the bytes they stand for; nil where that is malformed or no UTF-8.
    func percentDecoded(plusIsSpace: Bool = false) -> String? {
        let utf8 = self.utf8
        guard utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var index = utf8.startIndex
        while index < utf8.endIndex {
            let byte = utf8[index]
            utf8.formIndex(after: &index)
            if byte == UInt8(ascii: "%") {
                guard let end = utf8.index(index, offsetBy: 2, limitedBy: utf8.endIndex),
                    utf8[index..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(self[index..<end], radix: 16)
                else { return nil }
                bytes.append(value)
                index = end
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
