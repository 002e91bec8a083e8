/// Takes the words of ``RemoteCommand``'s script out of the stream it shares with the command.
///
/// A word is SOH, the nonce, what it says, STX: `:PID` the process group, `!` the command itself exited with 255,
/// `?` there is no such program, `/` no such working directory.
struct RemoteFraming: Sendable {
    enum Verdict: Sendable, Equatable {
        case exited255
        case notFound
        case noDirectory
    }

    /// The process group of the command, once known.
    private(set) var process: Int32?
    private(set) var verdict: Verdict?
    private let opening: [UInt8]
    private var held: [UInt8] = []
    private static let longestWord = 24

    init(nonce: String) {
        opening = [1] + Array(nonce.utf8)
    }

    /// The bytes that are the command's own, as far as that is certain.
    mutating func filter(_ bytes: [UInt8]) -> [UInt8] {
        if held.isEmpty, !bytes.contains(1) { return bytes }
        held += bytes
        var passed: [UInt8] = []
        var rest = held[...]
        while let start = rest.firstIndex(of: 1) {
            passed += rest[..<start]
            rest = rest[start...]
            let known = min(opening.count, rest.count)
            guard rest.prefix(known).elementsEqual(opening.prefix(known)) else {
                passed.append(1)
                rest = rest.dropFirst()
                continue
            }
            let word = rest.dropFirst(opening.count).prefix(Self.longestWord)
            if let end = word.firstIndex(of: 2) {
                understand(word[..<end])
                rest = rest[(end + 1)...]
            } else if word.count < Self.longestWord {
                held = Array(rest)
                return passed
            } else {
                passed.append(1)
                rest = rest.dropFirst()
            }
        }
        held = []
        return passed + rest
    }

    /// What was held back because it might have become a word.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private mutating func understand(_ word: ArraySlice<UInt8>) {
        switch word.first {
        case UInt8(ascii: ":"):
            // Numbers below 2 would mean every process there is, or all of init's.
            if let number = Int32(String(decoding: word.dropFirst(), as: UTF8.self)), number > 1 { process = number }
        case UInt8(ascii: "!"): verdict = .exited255
        case UInt8(ascii: "?"): verdict = .notFound
        case UInt8(ascii: "/"): verdict = .noDirectory
        default: break
        }
    }
}
