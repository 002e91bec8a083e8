/// Turns argument vectors into the text a POSIX shell reads back as the same vector.
///
/// The one place where arguments meet a shell: `sshd` hands what the client sends to the login shell
/// (sshd(8), "LOGIN PROCESS"). Only single quotes are used, inside which POSIX leaves every byte alone
/// (POSIX.1-2017, Shell Command Language, 2.2.2).
public enum ShellQuoting {
    /// Quotes each argument and joins them with spaces.
    /// - Throws: ``TransportError/invalidArgument(_:)`` when one holds a NUL byte, which no argument vector can carry.
    public static func quote(_ arguments: [String]) throws(TransportError) -> String {
        var text = ""
        for argument in arguments {
            guard !argument.utf8.contains(0) else { throw .invalidArgument("an argument holds a NUL byte") }
            if !text.isEmpty { text += " " }
            text += quoteForDisplay(argument)
        }
        return text
    }

    /// Quotes one argument without looking for NUL bytes.
    static func quoteForDisplay(_ argument: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "'")]
        bytes.reserveCapacity(argument.utf8.count + 2)
        for byte in argument.utf8 {
            if byte == UInt8(ascii: "'") {
                bytes += [UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "'")]
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "'"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a shell would read the argument differently if it stood there unquoted.
    static func needsQuotes(_ argument: String) -> Bool {
        argument.isEmpty
            || !argument.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default:
                    "-_./:,=@%+".utf8.contains(byte)
                }
            }
    }
}
