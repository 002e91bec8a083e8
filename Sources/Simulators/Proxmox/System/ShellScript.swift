/// A script in as much of POSIX's shell language as scripts of one line use: words with quotes and variables, lists by `;`, `&&` and `||`, `>&2`, and `for`.
struct ShellScript: Sendable {
    /// A piece of a word.
    enum Part: Sendable, Hashable {
        case text(String)
        case variable(String)
    }

    typealias Word = [Part]

    indirect enum Command: Sendable {
        case simple([Word], toErrors: Bool)
        /// Nil words are the script's own arguments.
        case loop(variable: String, over: [Word]?, [Step])
    }

    enum Condition: Sendable { case always, afterSuccess, afterFailure }

    struct Step: Sendable {
        var condition: Condition
        var command: Command
    }

    /// It is in no language that is known here.
    struct Wrong: Error {
        var token: String
    }

    let steps: [Step]

    init(_ text: String) throws(Wrong) {
        var parser = Parser(tokens: try Lexer(text).tokens())
        steps = try parser.list(until: [])
        if let rest = parser.next { throw Wrong(token: rest.text) }
    }

    enum Token: Sendable, Hashable {
        case word(Word, isQuoted: Bool)
        case sign(String)

        var text: String {
            switch self {
            case .sign(let text): text
            case .word(let parts, _):
                parts.map { part in
                    switch part {
                    case .text(let text): text
                    case .variable(let name): "$\(name)"
                    }
                }.joined()
            }
        }

        /// A word of the language's own, where it is one.
        var keyword: String? {
            guard case .word(let parts, isQuoted: false) = self, parts.count == 1, case .text(let text)? = parts.first else { return nil }
            return text
        }
    }

    private struct Lexer {
        private let text: [Character]
        private var position = 0

        init(_ text: String) { self.text = Array(text) }

        private var character: Character? { position < text.count ? text[position] : nil }

        consuming func tokens() throws(Wrong) -> [Token] {
            var lexer = self
            var found: [Token] = []
            while let character = lexer.character {
                if character == "\n" || character == ";" {
                    found.append(.sign(";"))
                    lexer.position += 1
                } else if character.isWhitespace {
                    lexer.position += 1
                } else if let sign = ["&&", "||", ">&2"].first(where: { lexer.begins(with: $0) }) {
                    found.append(.sign(sign))
                    lexer.position += sign.count
                } else {
                    found.append(try lexer.word())
                }
            }
            return found
        }

        private func begins(with sign: String) -> Bool { text[position...].starts(with: sign) }

        private mutating func word() throws(Wrong) -> Token {
            var parts: Word = []
            var isQuoted = false
            var quote: Character?
            func add(_ character: Character) {
                if case .text(let text) = parts.last {
                    parts[parts.count - 1] = .text("\(text)\(character)")
                } else {
                    parts.append(.text("\(character)"))
                }
            }
            while let character {
                if quote == nil, character.isWhitespace || ";&|<>()`".contains(character) {
                    guard !"&|<>()`".contains(character) || begins(with: "&&") || begins(with: "||") || begins(with: ">&2") else {
                        throw Wrong(token: String(character))
                    }
                    break
                }
                position += 1
                switch character {
                case "'", "\"":
                    if quote == nil || quote == character {
                        quote = quote == nil ? character : nil
                        isQuoted = true
                        if parts.isEmpty { parts.append(.text("")) }
                    } else {
                        add(character)
                    }
                case "\\" where quote != "'":
                    guard let escaped = self.character else { throw Wrong(token: "\\") }
                    position += 1
                    if quote == "\"", !"\"\\$`".contains(escaped) { add("\\") }
                    add(escaped)
                case "$" where quote != "'":
                    guard let name = variable() else {
                        add("$")
                        continue
                    }
                    parts.append(.variable(name))
                case "`" where quote != "'": throw Wrong(token: "`")
                default: add(character)
                }
            }
            guard quote == nil else { throw Wrong(token: "end of file") }
            return .word(parts, isQuoted: isQuoted)
        }

        private mutating func variable() -> String? {
            guard let first = character else { return nil }
            if first.isNumber || "?#@*".contains(first) {
                position += 1
                return String(first)
            }
            let start = position
            while let character, character.isLetter || character.isNumber || character == "_" { position += 1 }
            return position > start ? String(text[start..<position]) : nil
        }
    }

    private struct Parser {
        let tokens: [Token]
        private var position = 0

        init(tokens: [Token]) { self.tokens = tokens }

        var next: Token? { position < tokens.count ? tokens[position] : nil }

        private mutating func skipSeparators() { while next == .sign(";") { position += 1 } }

        mutating func list(until ends: [String]) throws(Wrong) -> [Step] {
            var steps: [Step] = []
            var condition = Condition.always
            skipSeparators()
            while let token = next {
                if let word = token.keyword, ends.contains(word) { return steps }
                steps.append(Step(condition: condition, command: try command()))
                condition = next == .sign("&&") ? .afterSuccess : next == .sign("||") ? .afterFailure : .always
                if next != nil, next?.keyword == nil { position += 1 }
                skipSeparators()
            }
            if let end = ends.first { throw Wrong(token: "end of file, where \(end) is missing") }
            return steps
        }

        private mutating func command() throws(Wrong) -> Command {
            if next?.keyword == "for" { return try loop() }
            var words: [Word] = []
            var toErrors = false
            while let token = next {
                switch token {
                case .word(let word, _): words.append(word)
                case .sign(">&2"): toErrors = true
                case .sign:
                    guard !words.isEmpty else { throw Wrong(token: token.text) }
                    return .simple(words, toErrors: toErrors)
                }
                position += 1
            }
            return .simple(words, toErrors: toErrors)
        }

        private mutating func loop() throws(Wrong) -> Command {
            position += 1
            guard let name = next?.keyword else { throw Wrong(token: next?.text ?? "end of file") }
            position += 1
            var over: [Word]?
            if next?.keyword == "in" {
                position += 1
                over = []
                while case .word(let word, _) = next {
                    over?.append(word)
                    position += 1
                }
            }
            skipSeparators()
            try take("do")
            let body = try list(until: ["done"])
            try take("done")
            return .loop(variable: name, over: over, body)
        }

        private mutating func take(_ word: String) throws(Wrong) {
            guard next?.keyword == word else { throw Wrong(token: next?.text ?? "end of file") }
            position += 1
        }
    }
}
