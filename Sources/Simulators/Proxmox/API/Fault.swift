import StrataAPI

/// An error as the interface answers it: the text behind the status code, and what is wrong with parameters in the body.
struct Fault: Error, Sendable {
    var status: Int
    var reason: String
    var errors: [String: String] = [:]
    /// Of a task that only says that something went wrong: what its log says.
    var logLine: String?

    init(_ status: Int, _ reason: String, errors: [String: String] = [:]) {
        self.status = status
        self.reason = reason
        self.errors = errors
    }

    /// What is said of wrong parameters.
    static func parameters(_ errors: [String: String]) -> Fault { Fault(400, "Parameter verification failed.", errors: errors) }

    static func forbidden(_ path: String, _ privileges: [String]) -> Fault {
        Fault(403, "Permission check failed (\(path), \(privileges.joined(separator: "|")))")
    }

    static func noGuest(_ node: String, _ kind: Guest.Kind, _ number: Int) -> Fault {
        Fault(500, "Configuration file 'nodes/\(node)/\(kind.configDirectory)/\(number).conf' does not exist")
    }
}
