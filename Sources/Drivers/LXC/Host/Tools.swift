import StrataDriverKit
import StrataLinuxHost

/// The site's machine, with errors in the driver's terms.
struct Tools: HostAccess {
    let machine: any Machine
    let facts: SiteFacts
    /// Where the containers lie.
    let path: String

    /// One of LXC's tools on one container.
    func command(
        _ tool: String, _ name: String, _ arguments: [String] = [], map: IDMap? = nil, deadline: Duration = .seconds(30)
    ) -> Command {
        var command = facts.command(tool, ["-P", path, "-n", name] + arguments, map: map)
        command.deadline = deadline
        return command
    }

    func error(_ error: TransportError, _ attempt: String, _ object: String) -> DriverError { DriverError(error, attempt, object) }

    func words(_ errors: String) -> String { ToolMessage.text(of: errors) }
}
