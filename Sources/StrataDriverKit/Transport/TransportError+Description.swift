import Glibc

extension TransportError: CustomStringConvertible {
    /// What failed, on what, in the foreign tool's own words, with a hint where there is one.
    public var description: String {
        switch self {
        case .notFound(let executable):
            "\(executable) is not installed or not in PATH; install the package that provides it"
        case .failed(let command, let exit, let message):
            message.isEmpty ? "\(command) \(exit)" : "\(command) \(exit): \(message)"
        case .timedOut(let command, let duration):
            "\(command) did not finish within \(duration) and was ended"
        case .outputTooLarge(let source, let limit):
            "\(source) gave more than the \(limit) bytes allowed"
        case .unreachable(let host, let reason):
            "\(host) cannot be reached: \(reason)"
        case .hostKey(let host, let reason):
            "the host key of \(host) cannot be trusted: \(reason)"
        case .refused(let reason), .invalidArgument(let reason):
            reason
        case .cancelled:
            "cancelled"
        case .io(let path, let errno):
            "\(path): \(String(cString: strerror(errno)))"
        }
    }
}

extension TransportError {
    /// The error of a command that ended with anything but status 0.
    static func failed(_ command: Command, _ output: CommandOutput) -> TransportError {
        let said = output.errors.isEmpty ? output.output : output.errors
        return .failed(command: command.description, exit: output.exit, message: message(said))
    }

    /// The end of what a tool said, trimmed, with control characters made visible, at most 4 KiB.
    static func message(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.suffix(4096), as: UTF8.self)
        var lines = text.split(whereSeparator: \.isNewline).map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{FFFD}" : $0 }))
        }
        lines.removeAll { $0.allSatisfy(\.isWhitespace) }
        return lines.joined(separator: "\n")
    }

    /// Standard input that nobody reads any more.
    static var brokenPipe: TransportError { .io(path: "standard input", errno: EPIPE) }
}
