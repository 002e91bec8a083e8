import QMP
import StrataDriverKit
import StrataNetwork

extension DriverError {
    /// What an error of the transport means for the call that met it.
    init(_ error: TransportError, _ attempt: String, _ object: String) {
        self.init(
            error, attempt, object, missing: "Install QEMU there: apt-get install -y qemu-system-x86 qemu-utils",
            words: QEMUMessage.text(of:))
    }

    /// What an error of the managed network means for the call that met it.
    init(_ error: NetworkError, _ attempt: String, _ object: String) {
        self.init(error, attempt, object) { DriverError($0, attempt, object) }
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
