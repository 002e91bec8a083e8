extension XMLElement {
    /// Reads a document.
    ///
    /// - Parameter limit: the longest document that is read, in bytes.
    /// - Throws: ``XMLError/malformed(_:)`` with the place, ``XMLError/tooLarge(limit:)``.
    public init(parsing text: String, limit: Int = 8 << 20) throws(XMLError) { self = try XMLReader.read(Array(text.utf8), limit: limit) }

    /// Reads a document of bytes, which must be UTF-8.
    ///
    /// - Parameter limit: the longest document that is read, in bytes.
    /// - Throws: ``XMLError/malformed(_:)`` with the place, ``XMLError/tooLarge(limit:)``.
    public init(parsing bytes: [UInt8], limit: Int) throws(XMLError) { self = try XMLReader.read(bytes, limit: limit) }

    /// The element as XML. Read again, it is the same; characters that XML cannot hold are left out.
    public var xml: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        text += "<\(name)"
        for attribute in attributes { text += " \(attribute.name)=\"\(attribute.value.escaped(isAttribute: true))\"" }
        guard !nodes.isEmpty else {
            text += "/>"
            return
        }
        text += ">"
        for node in nodes {
            switch node {
            case .element(let element): element.write(to: &text)
            case .text(let part): text += part.escaped(isAttribute: false)
            case .comment(let part): text += "<!--\(part)-->"
            case .cdata(let part): text += "<![CDATA[\(part)]]>"
            case .instruction(let part): text += "<?\(part)?>"
            }
        }
        text += "</\(name)>"
    }
}

extension String {
    /// With references in place of what would mean something else, or be lost, in XML.
    fileprivate func escaped(isAttribute: Bool) -> String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"" where isAttribute: text += "&quot;"
            case "\r": text += "&#13;"
            case "\n" where isAttribute: text += "&#10;"
            case "\t" where isAttribute: text += "&#9;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            default:
                // XML 1.0, production 2.
                if scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE { continue }
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
