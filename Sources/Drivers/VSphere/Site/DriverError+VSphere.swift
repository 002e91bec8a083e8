import HTTPS
import StrataDriverKit
import StrataRemoteServer
import VSphere
import XMLDocuments

extension DriverError {
    /// What an error of the server's means for the call that met it.
    init(_ error: VSphereError, _ attempt: String, _ object: String) {
        func failure(_ answer: String, _ hint: String = "") -> Failure { Failure(attempt, object, answer: answer, hint: hint) }
        switch error {
        case .cancelled: self = .cancelled
        case .transport(let transport): self.init(transport, attempt, object)
        case .malformed: self = .unreachable(failure("\(error)", "Is the endpoint a vCenter's or an ESXi host's?"))
        case .unfinished: self = .timedOut(failure("\(error)"))
        case .fault(let fault), .task(_, let fault): self = Self.judge(fault, failure)
        }
    }

    /// Faults by their types (vSphere Web Services API).
    private static func judge(_ fault: VSphereFault, _ failure: (String, String) -> Failure) -> DriverError {
        let words = "\(fault)"
        switch fault.type {
        case "InvalidLogin", "InvalidLocale":
            return .refused(failure(words, "Look at the username and password in the Site's Secret"))
        case "NoPermission":
            let privilege = fault.detail["privilegeId"]?.text ?? ""
            return .refused(
                failure(
                    privilege.isEmpty ? words : "\(words), the privilege \(privilege) is missing",
                    "Give the user a role with that privilege, in the vSphere Client under Permissions"))
        case "ManagedObjectNotFound": return .notFound(failure(words, ""))
        case "NotSupported", "NotImplemented", "MethodNotFound", "InvalidRequest", "MethodDisabled":
            return .refused(failure("this server does not do that: \(words)", ""))
        case "RestrictedVersion", "LicenseRestricted", "InvalidArgument", "InvalidProperty", "InvalidDeviceSpec", "InvalidVmConfig",
            "InvalidDatastore", "InvalidDatastorePath", "InvalidName", "DuplicateName", "UnsupportedGuest", "VmConfigFault",
            "InvalidDiskFormat", "ToolsUnavailable", "SnapshotDisabled", "MemorySnapshotOnIndependentDisk",
            "CpuHotPlugNotSupported", "MemoryHotPlugNotSupported":
            return .refused(failure(words, ""))
        case "NoDiskSpace", "InsufficientStorageSpace":
            return .failed(failure(words, "Free some space in the datastore, or set spec.options.datastore of the Site to another one"))
        case "HostNotConnected", "HostNotReachable", "HostCommunication", "HostConnectFault":
            return .unreachable(failure(words, "The vSphere Client shows the host's state"))
        default: return .failed(failure(words, ""))
        }
    }
}
