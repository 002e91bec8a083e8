/// Why a QEMU monitor could not be asked, or what it answered instead.
public enum QMPError: Error, Sendable, Hashable {
    /// Nobody answers on the socket.
    case unreachable(path: String, reason: String)
    /// What answers does not speak QMP, or says something that QMP does not allow. The connection is closed.
    case protocolViolation(String)
    /// QEMU refused or failed to carry out a command; `description` is in its own words.
    case refused(command: String, Class, description: String)
    /// No answer came in time. Whether QEMU acted is unknown; the connection stays.
    case timedOut(waitingFor: String, after: Duration)
    /// A line was longer than allowed. The connection is closed.
    case lineTooLong(limit: Int)
    /// More events came than the reader took. The connection is closed.
    case fellBehind(events: Int)
    /// The monitor closed the connection, as it does when QEMU ends, or it was closed from this side.
    case closed
    /// The task was cancelled while it waited for an answer. The connection stays.
    case cancelled

    /// The kinds of errors that QEMU tells apart (QEMU QMP Reference Manual, "QapiErrorClass").
    public enum Class: Sendable, Hashable {
        case generic
        case commandNotFound
        case deviceNotActive
        case deviceNotFound
        case kvmMissing
        /// One that this client does not know.
        case other(String)

        init(_ name: String) {
            self =
                switch name {
                case "GenericError": .generic
                case "CommandNotFound": .commandNotFound
                case "DeviceNotActive": .deviceNotActive
                case "DeviceNotFound": .deviceNotFound
                case "KVMMissingCap": .kvmMissing
                default: .other(String(name.prefix(80)))
                }
        }
    }
}

extension QMPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "the monitor \(path) does not answer: \(reason)"
        case .protocolViolation(let reason): "the monitor does not speak QMP: \(reason)"
        case .refused(let command, _, let description): "\(command): \(description)"
        case .timedOut(let what, let duration): "the monitor did not answer \(what) within \(duration)"
        case .lineTooLong(let limit): "the monitor sent a line of more than \(limit) bytes"
        case .fellBehind(let events): "the monitor sent events faster than they were read; \(events) were waiting"
        case .closed: "the monitor closed the connection"
        case .cancelled: "cancelled"
        }
    }
}
