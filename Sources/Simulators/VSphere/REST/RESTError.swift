import SimulatorKit
import StrataAPI

/// An error of the REST interface: a word and a status code.
struct RESTError: Error {
    let word: String
    let status: Int
    let message: String

    init(_ word: String, _ message: String) {
        self.word = word
        self.message = message
        let statuses = [
            "UNAUTHENTICATED": 401, "UNAUTHORIZED": 403, "NOT_FOUND": 404, "INTERNAL_SERVER_ERROR": 500, "SERVICE_UNAVAILABLE": 503,
        ]
        status = statuses[word] ?? 400
    }

    /// What a fault of the other interface is here.
    init(_ fault: Fault) {
        switch fault.object.type {
        case "InvalidPowerState":
            let isThere = fault.object.string("requestedState") == fault.object.string("existingState")
            self.init(isThere ? "ALREADY_IN_DESIRED_STATE" : "NOT_ALLOWED_IN_CURRENT_STATE", fault.message)
        case "ManagedObjectNotFound": self.init("NOT_FOUND", fault.message)
        case "NoPermission": self.init("UNAUTHORIZED", fault.message)
        case "NotAuthenticated", "InvalidLogin": self.init("UNAUTHENTICATED", fault.message)
        case "TaskInProgress": self.init("RESOURCE_BUSY", fault.message)
        case "HostNotConnected": self.init("SERVICE_UNAVAILABLE", fault.message)
        case "InvalidArgument": self.init("INVALID_ARGUMENT", fault.message)
        default: self.init("NOT_ALLOWED_IN_CURRENT_STATE", fault.message)
        }
    }

    /// As `/api` has it, or the older `/rest`.
    func response(isOld: Bool) -> SimulatorResponse {
        let messages: JSONValue = [
            ["id": .string("vapi.simulator.\(word.lowercased())"), "default_message": .string(message), "args": []]
        ]
        let body: JSONValue =
            isOld
            ? ["type": .string("com.vmware.vapi.std.errors.\(word.lowercased())"), "value": ["messages": messages]]
            : ["error_type": .string(word), "messages": messages]
        return SimulatorResponse(status, headers: [("Content-Type", "application/json")], body: body.encoded())
    }
}
