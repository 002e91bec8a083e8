import Libvirt
import StrataDriverKit

extension DriverError {
    /// What an error of libvirt's means for the call that met it.
    init(_ error: LibvirtError, _ attempt: String, _ object: String) {
        func failure(_ hint: String = "") -> Failure { Failure(attempt, object, answer: "\(error)", hint: hint) }
        switch error {
        case .cancelled: self = .cancelled
        case .libraryMissing: self = .refused(failure("Install it where the server runs: apt-get install -y libvirt0 libvirt-clients"))
        case .functionMissing: self = .refused(failure("Install a newer libvirt where the server runs"))
        case .timedOut, .busy: self = .timedOut(failure())
        case .closed: self = .unreachable(failure())
        case .tooLarge, .malformed: self = .failed(failure())
        case .refused(_, _, let message):
            if error.isDisconnection {
                self = .unreachable(failure(Self.connectionHint(message)))
                return
            }
            switch error.code {
            case .noSupport:
                // Its words name the call alone.
                let call = message.split(separator: " ").last.map(String.init) ?? message
                self = .refused(Failure(attempt, object, answer: "libvirt's driver for the hypervisor there cannot do this (\(call))"))
            case .noDomain, .noDomainSnapshot: self = .notFound(failure())
            case .configUnsupported, .argumentUnsupported, .operationUnsupported, .invalidArgument, .authenticationFailed:
                self = .refused(failure())
            default: self = .failed(failure(Self.startHint(message)))
            }
        }
    }

    private static func connectionHint(_ message: String) -> String {
        message.contains("Failed to connect socket")
            ? "Start libvirt there: systemctl enable --now libvirtd; or install it: apt-get install -y libvirt-daemon-system" : ""
    }

    private static func startHint(_ message: String) -> String {
        if message.contains("virtlogd") { return "Start the daemon that keeps consoles' logs: systemctl start virtlogd.socket" }
        if message.contains("emulator") { return "Install QEMU there: apt-get install -y qemu-system-x86 qemu-utils" }
        if message.contains("iptables") { return "Install what libvirt's networks need there: apt-get install -y iptables dnsmasq-base" }
        if message.contains("dnsmasq") { return "Install what libvirt's networks need there: apt-get install -y dnsmasq-base" }
        if message.contains("No space left") { return "Free some space there, or remove instances and images" }
        return ""
    }
}

/// Does something with libvirt and puts its error into the driver's terms.
func translating<Value>(
    _ attempt: String, _ object: String, _ body: () async throws(LibvirtError) -> Value
) async throws(DriverError) -> Value {
    do throws(LibvirtError) {
        return try await body()
    } catch {
        throw DriverError(error, attempt, object)
    }
}
