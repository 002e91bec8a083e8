/// The characters a text picture is drawn with.
public enum GlyphSet: String, Codable, Hashable, Sendable, CaseIterable {
    /// Unicode box drawing.
    case unicode
    /// Printable ASCII only.
    case ascii
}

extension GlyphSet {
    /// Text made safe for a picture: no control, format or direction characters; for ASCII, other characters spelled out or replaced.
    func clean(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\t", "\n", "\r", "\r\n", "\u{A0}": result += " "
            default: result += cleaned(character)
            }
        }
        return result
    }

    private func cleaned(_ character: Character) -> String {
        if let byte = character.asciiValue { return byte >= 0x20 && byte < 0x7F ? String(character) : "?" }
        if self == .ascii { return Self.spellings[character] ?? plain(character) }
        var kept = String.UnicodeScalarView()
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
            case .format where scalar.value != 0x200D: continue
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// A letter without its accents, when the scalar sequence starts with ASCII; otherwise a question mark per column.
    private func plain(_ character: Character) -> String {
        if let first = character.unicodeScalars.first, first.isASCII { return String(Character(first)) }
        return String(repeating: "?", count: DisplayWidth.of(character))
    }

    private static let spellings: [Character: String] = [
        "—": "-", "–": "-", "→": "->", "←": "<-", "↔": "<->", "│": "|", "·": "-", "…": "...", "×": "x", "“": "\"", "”": "\"",
        "‘": "'", "’": "'", "▼": "v", "◄": "<", "►": ">", "●": "[+]", "◐": "[~]", "○": "[-]", "é": "e", "ü": "u", "ö": "o", "ä": "a",
    ]

    /// The sign before a part's name.
    func mark(_ state: LiveBoxes.State) -> String {
        let sign: Character =
            switch state {
            case .present: "●"
            case .degraded: "◐"
            case .missing: "○"
            case .unknown: "?"
            }
        guard self == .ascii else { return String(sign) }
        return state == .unknown ? "[?]" : Self.spellings[sign] ?? "?"
    }

    /// The character for lines leaving a cell up (1), down (2), left (4) and right (8).
    func line(_ mask: UInt8) -> Character {
        switch self {
        case .ascii: mask & 3 == 0 ? "-" : mask & 12 == 0 ? "|" : "+"
        case .unicode: Self.lines[Int(mask & 15)]
        }
    }

    private static let lines: [Character] = [" ", "╵", "╷", "│", "╴", "┘", "┐", "┤", "╶", "└", "┌", "├", "─", "┴", "┬", "┼"]
}
