/// Where a machine's parts are, all of them in one directory.
struct MachineDirectory: Sendable {
    let path: String

    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
    var parent: String { "/" + path.split(separator: "/").dropLast().joined(separator: "/") }

    var definition: String { "\(path)/machine.json" }
    var kernel: String { "\(path)/kernel" }
    var initrd: String { "\(path)/initrd" }
    /// What the guest writes to a new machine's disk; everything else of it is in ``base``. After a snapshot another file takes its place.
    var disk: String { file(MachineDefinition.firstDisk) }
    var base: String { "\(path)/base" }
    /// What the directory is as long as the machine is another site's; see ``IncomingRecord``.
    var incoming: String { "\(path)/incoming.json" }
    /// While the machine moves: where memory and disk come in, and where they leave for another host.
    var memoryIn: String { "\(path)/incoming" }
    var memoryOut: String { "\(path)/out" }
    var disks: String { "\(path)/nbd" }
    var disksOut: String { "\(path)/out-disk" }
    /// The screen's socket (RFB).
    var screen: String { "\(path)/vnc" }
    /// The machine's snapshots, a directory for each.
    var snapshots: String { "\(path)/snapshots" }
    /// The variables of the machine's UEFI.
    var variables: String { "\(path)/nvram.qcow2" }
    /// The disk for cloud-init.
    var seed: String { "\(path)/seed.img" }
    /// The socket of the guest agent's line.
    var agent: String { "\(path)/qga" }
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
    /// The length from which a log is cut, in bytes.
    static let logLimit = 1 << 20

    /// QEMU's process id, in a file that it keeps locked.
    var process: String { "\(path)/pid" }

    /// A file of the machine's by its name.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A snapshot's directory.
    func snapshot(_ id: String) -> String { "\(snapshots)/\(id)" }
}
