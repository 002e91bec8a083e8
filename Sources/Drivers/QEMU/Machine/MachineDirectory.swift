/// Where a machine's parts are, all of them in one directory.
struct MachineDirectory: Sendable {
    let path: String

    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
    var parent: String { "/" + path.split(separator: "/").dropLast().joined(separator: "/") }

    var definition: String { "\(path)/machine.json" }
    var kernel: String { "\(path)/kernel" }
    var initrd: String { "\(path)/initrd" }
    /// What the guest writes to its disk; everything else of it is in ``base``.
    var disk: String { "\(path)/disk.qcow2" }
    var base: String { "\(path)/base" }
    /// The monitor's socket.
    var monitor: String { "\(path)/qmp" }
    /// The serial line's socket.
    var console: String { "\(path)/tty" }
    /// What the serial line showed.
    var log: String { "\(path)/console.log" }
    /// What it showed before ``log`` became too long.
    var olderLog: String { "\(log).1" }
    /// What QEMU said of itself.
    var messages: String { "\(path)/qemu.log" }
    /// QEMU's process id, in a file that it keeps locked.
    var process: String { "\(path)/pid" }
}
