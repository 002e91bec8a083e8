/// Words of command lines in unit files (systemd.service(5), "Command lines").
enum UnitText {
    /// The word in double quotes, so that systemd takes it as it is: no specifiers, no variables, no escapes.
    static func quoted(_ word: String) -> String {
        var text = "\""
        for scalar in word.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "%": text += "%%"
            case "$": text += "$$"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\x" + (digits.count < 2 ? "0" : "") + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }

    /// A whole command line. The program must be named by a path.
    static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
