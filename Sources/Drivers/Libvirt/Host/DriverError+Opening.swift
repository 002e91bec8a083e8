import Libvirt
import StrataDriverKit

extension DriverError {
    /// Why a connection could not be opened. That libvirt lacks the hypervisor's driver is said by name, with where it is to be had.
    init(opening uri: String, _ error: LibvirtError, _ attempt: String, _ object: String) {
        let scheme = String(uri.prefix { $0 != ":" && $0 != "+" })
        let lacks = Self.saysThatDriverLacks(error)
        if lacks {
            self = .refused(
                Failure(attempt, object, answer: "the libvirt there has no driver for \(scheme) (\(error))", hint: Self.source(of: scheme)))
        } else if scheme == "bhyve", case .unreachable(let failure) = DriverError(error, attempt, object), error.isNowhere {
            self = .unreachable(Failure(attempt, object, answer: failure.answer, hint: Self.source(of: scheme)))
        } else {
            self.init(error, attempt, object)
        }
    }

    /// A library says so of drivers that are within it (`built without`), a daemon of those that are parts of its own.
    private static func saysThatDriverLacks(_ error: LibvirtError) -> Bool {
        guard case .refused(_, _, let message) = error else { return false }
        return message.contains("built without the") || message.contains("no connection driver available")
    }

    /// Where a driver of libvirt's is to be had.
    private static func source(of scheme: String) -> String {
        switch scheme {
        case "bhyve":
            "bhyve's driver is part of libvirt on FreeBSD: reach that host's daemon by the Site's endpoint, --endpoint ssh://root@HOST --option uri=bhyve:///system"
        case "hyperv":
            "Debian builds libvirt without Hyper-V's driver: run the server where libvirt0 was built with it (meson's -Ddriver_hyperv=enabled)"
        case "xen", "libxl": "Install it there: apt-get install -y libvirt-daemon-driver-xen; it works on a host of Xen's only"
        case "lxc": "Install it there: apt-get install -y libvirt-daemon-driver-lxc"
        case "qemu": "Install it there: apt-get install -y libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils"
        default: "Use a libvirt that was built with it, or another uri of the Site"
        }
    }
}

extension LibvirtError {
    /// Whether there is no daemon at all.
    fileprivate var isNowhere: Bool {
        if case .refused(_, _, let message) = self { message.contains("Failed to connect socket") } else { false }
    }
}
