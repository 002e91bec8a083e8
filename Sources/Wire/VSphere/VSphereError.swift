public import HTTPS
public import XMLDocuments

/// Why vSphere did not do what it was asked to.
public enum VSphereError: Error, Sendable, CustomStringConvertible {
    /// The server did not answer, or not as HTTP.
    case transport(HTTPSError)
    /// The server answered with a fault; nothing was done.
    case fault(VSphereFault)
    /// A task that was begun ended with a fault.
    case task(String, VSphereFault)
    /// A task had not ended in its time, and was cancelled. Whether it still will is unknown.
    case unfinished(String, after: Duration)
    /// What came is no answer of vSphere's.
    case malformed(String)
    case cancelled

    public var description: String {
        switch self {
        case .transport(let error): "\(error)"
        case .fault(let fault): "\(fault)"
        case .task(_, let fault): "\(fault)"
        case .unfinished(let task, let limit): "the task \(task) had not ended after \(limit)"
        case .malformed(let what): "the answer is none of vSphere's: \(what)"
        case .cancelled: "cancelled"
        }
    }

    /// The fault that the server or its task answered with.
    public var fault: VSphereFault? {
        switch self {
        case .fault(let fault), .task(_, let fault): fault
        default: nil
        }
    }
}

/// A fault as vSphere tells it (vSphere Web Services API, "Fault Types").
public struct VSphereFault: Sendable, Hashable, CustomStringConvertible {
    /// `InvalidPowerState`, `NoPermission`, …
    public var type: String
    /// The server's own words.
    public var message: String
    /// The fault's properties.
    public var detail: XMLElement

    public init(type: String, message: String, detail: XMLElement = XMLElement("fault")) {
        self.type = type
        self.message = message
        self.detail = detail
    }

    /// Reads a `LocalizedMethodFault`, as tasks have it.
    public init(localized element: XMLElement) {
        let fault = element["fault"] ?? XMLElement("fault")
        self.init(
            type: fault.valueType.isEmpty ? "MethodFault" : fault.valueType, message: element["localizedMessage"]?.text ?? "", detail: fault
        )
    }

    public var description: String {
        var text = message.isEmpty ? type : message
        if !message.isEmpty, !message.contains(type) { text += " (\(type))" }
        if let cause = detail["faultCause"]?["localizedMessage"]?.text, !cause.isEmpty, cause != message { text += ": \(cause)" }
        return text
    }
}
