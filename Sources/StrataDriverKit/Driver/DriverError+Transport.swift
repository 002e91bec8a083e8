import Glibc

extension DriverError {
    /// What an error of the transport means for the call that met it.
    ///
    /// - Parameters:
    ///   - missing: what to do where a program is not installed.
    ///   - words: takes what a tool wrote down to what people need of it.
    public init(_ error: TransportError, _ attempt: String, _ object: String, missing: String, words: (String) -> String) {
        func failure(_ answer: String, hint: String = "") -> Failure { Failure(attempt, object, answer: answer, hint: hint) }
        self =
            switch error {
            case .notFound(let executable): .refused(failure("\(executable) is not installed", hint: missing))
            case .failed(_, let exit, let message): .failed(failure(message.isEmpty ? "\(exit)" : words(message)))
            case .timedOut: .timedOut(failure("\(error)"))
            case .outputTooLarge: .failed(failure("\(error)"))
            case .unreachable, .hostKey: .unreachable(failure("\(error)"))
            case .refused(let reason), .invalidArgument(let reason): .refused(failure(reason))
            case .cancelled: .cancelled
            case .io(_, let code):
                switch code {
                case ENOSPC, EDQUOT: .failed(failure("\(error)", hint: "Free some space there, or remove instances and images"))
                case EROFS: .refused(failure("\(error)", hint: "Make the file system writable: mount -o remount,rw"))
                case EACCES, EPERM: .refused(failure("\(error)", hint: "Run Strata as root, or log in there as root"))
                default: .failed(failure("\(error)"))
                }
            }
    }
}
