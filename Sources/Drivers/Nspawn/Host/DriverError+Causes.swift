import StrataDriverKit
import StrataNetwork

extension DriverError {
    /// What an error of the transport means for the call that met it.
    init(_ error: TransportError, _ attempt: String, _ object: String) {
        self.init(
            error, attempt, object, missing: "Install systemd-nspawn there: apt-get install -y systemd-container",
            words: NspawnMessage.text(of:))
    }

    /// What an error of the managed network means for the call that met it.
    init(_ error: NetworkError, _ attempt: String, _ object: String) {
        self.init(error, attempt, object) { DriverError($0, attempt, object) }
    }
}
