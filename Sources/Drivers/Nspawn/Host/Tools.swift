import StrataDriverKit
import StrataLinuxHost

/// The site's machine, with errors in the driver's terms.
struct Tools: HostAccess {
    let machine: any Machine

    func error(_ error: TransportError, _ attempt: String, _ object: String) -> DriverError { DriverError(error, attempt, object) }

    func words(_ errors: String) -> String { NspawnMessage.text(of: errors) }

    /// A constant script of POSIX shell; what varies are its arguments.
    func script(_ text: String, _ arguments: [String], deadline: Duration = .seconds(30)) -> Command {
        Command(executable: "sh", arguments: ["-c", text, "sh"] + arguments, deadline: deadline)
    }
}
