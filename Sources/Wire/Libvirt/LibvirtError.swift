import CLibvirt

/// Why libvirt could not do what it was asked to.
public enum LibvirtError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The library is not installed, or lacks a function.
    case libraryMissing(String)
    /// The library is older than the function that is needed.
    case functionMissing(String)
    /// libvirt answered with an error: its number (`virErrorNumber`), the part that it comes from (`virErrorDomain`) and its words.
    case refused(code: UInt32, part: UInt32, message: String)
    /// No answer came in time. The call may still be carried out.
    case timedOut(call: String, after: Duration)
    /// So many earlier calls wait for an answer that no further one is made.
    case busy(call: String)
    /// The connection was closed, here or by the other side.
    case closed(String)
    /// An answer is longer than is taken.
    case tooLarge(String, limit: Int)
    /// An answer cannot be understood.
    case malformed(String)
    case cancelled

    public var description: String {
        switch self {
        case .libraryMissing(let why): "libvirt's library cannot be used: \(why)"
        case .functionMissing(let name): "the libvirt that is installed where this runs has no function \(name)"
        case .refused(_, _, let message): message
        case .timedOut(let call, let limit): "\(call): no answer within \(limit)"
        case .busy(let call): "\(call): earlier calls to libvirt still wait for an answer"
        case .closed(let why): "the connection to libvirt is closed: \(why)"
        case .tooLarge(let what, let limit): "\(what) is longer than \(limit) bytes"
        case .malformed(let why): why
        case .cancelled: "cancelled"
        }
    }

    /// libvirt's number for the error (`virErrorNumber`); nil where it was not libvirt that answered.
    public var code: Code? {
        guard case .refused(let code, _, _) = self else { return nil }
        return Code(rawValue: code)
    }

    /// Whether the other side is gone, so that only a new connection helps.
    public var isDisconnection: Bool {
        switch self {
        case .closed, .timedOut: true
        case .refused(let code, let part, _):
            // What the client of the daemon's protocol itself says when its socket breaks.
            code == VIR_ERR_INTERNAL_ERROR.rawValue && part == UInt32(VIR_FROM_RPC.rawValue)
                || code == VIR_ERR_INVALID_CONN.rawValue
                || code == VIR_ERR_SYSTEM_ERROR.rawValue && part == UInt32(VIR_FROM_RPC.rawValue)
                || code == VIR_ERR_RPC.rawValue && part == UInt32(VIR_FROM_RPC.rawValue)
        case .libraryMissing, .functionMissing, .busy, .tooLarge, .malformed, .cancelled: false
        }
    }

    /// Those of libvirt's numbers that something follows from (libvirt/virterror.h).
    public enum Code: UInt32, Sendable {
        case internalError = 1
        case noSupport = 3
        case invalidArgument = 8
        case operationFailed = 9
        case systemError = 38
        case noDomain = 42
        case noNetwork = 43
        case noStoragePool = 49
        case noStorageVolume = 50
        case operationInvalid = 55
        case noSecret = 66
        case configUnsupported = 67
        case operationTimeout = 68
        case noDomainSnapshot = 72
        case argumentUnsupported = 74
        case storageVolumeExists = 90
        case operationUnsupported = 84
        case agentUnresponsive = 86
        case noDomainCheckpoint = 103
        case noDomainBackup = 104
        case checkpointInconsistent = 109
        case authenticationFailed = 45
    }
}
