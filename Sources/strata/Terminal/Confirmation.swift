import Glibc

/// Asks the person at the terminal.
enum Confirmation {
    /// Whether the answer is yes.
    ///
    /// - Throws: ``CommandFailure`` where nobody is there to answer.
    static func ask(_ question: String, _ sink: Sink) throws(CommandFailure) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure("this needs an answer", cause: "standard input is no terminal", hint: "--yes answers", status: .usage)
        }
        sink.write(question)
        guard let answer = readLine() else { return false }
        return ["y", "yes"].contains(answer.lowercased())
    }
}
