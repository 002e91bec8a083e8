/// An error of vim25: an object with what is to be known, and a sentence.
struct Fault: Error, Sendable {
    var object: DataObject
    var message: String

    init(_ type: String, _ message: String, _ fields: KeyValuePairs<String, Value?> = [:]) {
        object = DataObject(type, fields)
        self.message = message
    }

    /// As tasks and properties carry it.
    var localized: DataObject { DataObject("LocalizedMethodFault", ["fault": .object(object), "localizedMessage": .string(message)]) }

    /// What is asked for cannot be read.
    static func request(_ message: String) -> Fault { Fault("InvalidRequest", message) }

    static func argument(_ name: String, _ message: String = "A specified parameter was not correct") -> Fault {
        Fault("InvalidArgument", "\(message): \(name)", ["invalidProperty": .string(name)])
    }

    static func notFound(_ ref: Ref) -> Fault {
        Fault(
            "ManagedObjectNotFound", "The object 'vim.\(ref)' has already been deleted or has not been completely created",
            ["obj": .ref(ref)])
    }

    static let notSupported = Fault("NotSupported", "The operation is not supported on the object.")

    static func notAuthenticated(_ ref: Ref, _ privilege: String) -> Fault {
        Fault(
            "NotAuthenticated", "The session is not authenticated.", ["object": .ref(ref), "privilegeId": .string(privilege)])
    }

    static func noPermission(_ ref: Ref, _ privilege: String) -> Fault {
        Fault("NoPermission", "Permission to perform this operation was denied.", ["object": .ref(ref), "privilegeId": .string(privilege)])
    }

    static func duplicate(_ name: String, _ ref: Ref) -> Fault {
        Fault("DuplicateName", "The name '\(name)' already exists.", ["name": .string(name), "object": .ref(ref)])
    }

    static func power(requested: String?, existing: String) -> Fault {
        let words = ["poweredOn": "Powered on", "poweredOff": "Powered off", "suspended": "Suspended"]
        return Fault(
            "InvalidPowerState", "The attempted operation cannot be performed in the current state (\(words[existing] ?? existing)).",
            ["requestedState": requested.map(Value.string), "existingState": .string(existing)])
    }

    static func state(_ message: String = "The operation is not allowed in the current state.") -> Fault { Fault("InvalidState", message) }
}
