import StrataAPI
import StrataDriverKit

/// Arguments of a QEMU that another host told of. They are believed only as far as they are what Strata itself gives, and lead nowhere but into the machine's
/// directory and to firmware: a host that was taken over must not have this one's QEMU read this one's files.
struct ForeignArguments {
    let directory: MachineDirectory

    /// Where firmware lies on Debian.
    private static let firmware = ["/usr/share/OVMF/", "/usr/share/AAVMF/", "/usr/share/qemu/", "/usr/lib/u-boot/"]
    private static let sandbox = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
    private static let alone: Set<String> = ["-no-user-config", "-nodefaults", "-S"]
    private static let plain: Set<String> = [
        "-name", "-uuid", "-machine", "-cpu", "-smp", "-m", "-kernel", "-initrd", "-pidfile", "-device",
    ]
    /// Parts of devices' names and properties that lead out of QEMU.
    private static let outside = ["host", "vfio", "ivshmem", "generic", "-user", "passthru", "plugin"]

    /// The first option that is not believed; nil when all are.
    func obstacle(in arguments: [String]) -> String? {
        var words = arguments[...]
        while let option = words.popFirst() {
            if Self.alone.contains(option) { continue }
            guard let value = words.popFirst(), isBelieved(option, value) else { return option.printable(limit: 40) }
        }
        return nil
    }

    private func isBelieved(_ option: String, _ value: String) -> Bool {
        switch option {
        case "-append": true
        case "-incoming": value == "defer"
        case "-display": value == "none"
        case "-sandbox": value == Self.sandbox
        case "-accel": (value.hasPrefix("tcg") || value.hasPrefix("kvm")) && staysInside(value)
        case "-mon": value.hasPrefix("chardev=") && staysInside(value)
        case "-serial": value.hasPrefix("chardev:") && staysInside(value)
        case "-vnc": value.hasPrefix("unix:\(directory.path)/") && staysInside(value)
        case "-chardev": value.hasPrefix("socket,") && value.contains(",server=on") && leadsNowhere(value) && staysInside(value)
        case "-netdev":
            value.hasPrefix("tap,") && Set(value.split(separator: ",")).isSuperset(of: ["script=no", "downscript=no"])
                && leadsNowhere(value) && staysInside(value)
        case "-object": isMemory(value)
        case "-blockdev": isDisk(value)
        case "-kernel", "-initrd", "-pidfile": value.hasPrefix("/") && staysInside(value)
        case "-device": !Self.outside.contains { value.contains($0) } && leadsNowhere(value) && staysInside(value)
        default: Self.plain.contains(option) && staysInside(value)
        }
    }

    /// Whether a value names neither a network address nor a descriptor nor a program.
    private func leadsNowhere(_ value: String) -> Bool {
        !value.split(separator: ",").contains { word in
            ["host=", "port=", "fd=", "fds=", "helper=", "vhost"].contains { word.hasPrefix($0) }
        }
    }

    /// Whether every path in a value leads into the machine's directory, or to firmware.
    private func staysInside(_ value: String) -> Bool {
        value.split(whereSeparator: { ",=:\"{}[] ".contains($0) }).allSatisfy { word in !word.contains("/") || isInside(String(word)) }
    }

    private func isInside(_ path: String) -> Bool {
        !path.split(separator: "/").contains("..") && (["\(directory.path)/"] + Self.firmware).contains { path.hasPrefix($0) }
    }

    private func isDisk(_ value: String) -> Bool {
        guard let node = try? JSONValue(parsing: Array(value.utf8)), let members = node.object, let file = node["file"]?.object,
            ["qcow2", "raw"].contains(node["driver"]?.string), file["driver"] == "file", let path = file["filename"]?.string
        else { return false }
        return Set(members.keys).isSubset(of: ["driver", "node-name", "discard", "read-only", "file"])
            && Set(file.keys) == ["driver", "filename"] && isInside(path)
    }

    private func isMemory(_ value: String) -> Bool {
        guard let object = try? JSONValue(parsing: Array(value.utf8)) else { return false }
        return object["qom-type"] == "memory-backend-ram" && Set((object.object ?? [:]).keys) == ["qom-type", "id", "size"]
    }
}
