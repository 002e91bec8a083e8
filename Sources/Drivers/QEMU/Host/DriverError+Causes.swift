import Glibc
import QMP
import StrataDriverKit
import StrataNetwork

extension DriverError {
    /// What an error of the transport means for the call that met it.
    init(_ error: TransportError, _ attempt: String, _ object: String) {
        func failure(_ answer: String, hint: String = "") -> Failure { Failure(attempt, object, answer: answer, hint: hint) }
        self =
            switch error {
            case .notFound(let executable):
                .refused(
                    failure("\(executable) is not installed", hint: "Install QEMU there: apt-get install -y qemu-system-x86 qemu-utils"))
            case .failed(_, let exit, let message): .failed(failure(message.isEmpty ? "\(exit)" : QEMUMessage.text(of: message)))
            case .timedOut: .timedOut(failure("\(error)"))
            case .outputTooLarge: .failed(failure("\(error)"))
            case .unreachable, .hostKey: .unreachable(failure("\(error)"))
            case .invalidArgument(let reason): .refused(failure(reason))
            case .cancelled: .cancelled
            case .io(_, let code):
                switch code {
                case ENOSPC, EDQUOT: .failed(failure("\(error)", hint: "Free some space there, or remove instances and images"))
                case EROFS: .refused(failure("\(error)", hint: "Make the file system writable: mount -o remount,rw"))
                case EACCES, EPERM: .refused(failure("\(error)", hint: "Run Strata as root"))
                default: .failed(failure("\(error)"))
                }
            }
    }

    /// What an error of the managed network means for the call that met it.
    init(_ error: NetworkError, _ attempt: String, _ object: String) {
        self =
            switch error {
            case .cancelled: .cancelled
            case .machine(_, let error): DriverError(error, attempt, object)
            default:
                error.isTransient
                    ? .failed(.init(attempt, object, answer: "\(error)")) : .refused(.init(attempt, object, answer: "\(error)"))
            }
    }

    /// What an error of a machine's monitor means for the call that met it.
    init(_ error: QMPError, _ attempt: String, _ object: String) {
        let failure = Failure(attempt, object, answer: "\(error)")
        self =
            switch error {
            case .cancelled: .cancelled
            case .timedOut: .timedOut(failure)
            case .refused: .refused(failure)
            case .unreachable, .protocolViolation, .lineTooLong, .fellBehind, .closed: .failed(failure)
            }
    }
}
