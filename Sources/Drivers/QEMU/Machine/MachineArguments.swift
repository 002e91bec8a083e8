import StrataAPI

/// QEMU's arguments for a machine (qemu(1)).
///
/// Values in which a comma would mean something are names and paths that were checked, numbers, or JSON.
struct MachineArguments {
    let definition: MachineDefinition
    let directory: MachineDirectory
    let platform: Platform
    /// `-accel`'s value, and the processor unless the machine names one.
    let accelerator: (argument: String, processor: String)
    /// The network card's hardware address and its device on the host; nil for a machine without a network.
    let card: (mac: String, tap: String)?

    /// The machine comes up stopped, with its monitor listening. Not by `-daemonize`, which the sandbox forbids together with all other new processes.
    var list: [String] {
        process + processor + boot + devices
    }

    private var process: [String] {
        [
            "-name", "guest=\(definition.name),debug-threads=on", "-uuid", definition.uid.text, "-no-user-config", "-nodefaults",
            "-display", "none", "-S", "-pidfile", directory.process,
            // What a guest that took QEMU over could do with the host's kernel: neither start programs nor gain rights (qemu(1), "-sandbox").
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        ]
    }

    private var processor: [String] {
        [
            "-accel", accelerator.argument, "-machine", definition.board,
            "-cpu", definition.options.cpuModel.isEmpty ? accelerator.processor : definition.options.cpuModel,
        ] + room.arguments
    }

    private var boot: [String] {
        switch definition.boot {
        case .kernel:
            let words = ["console=\(platform.console)", "quiet", "panic=1"] + definition.options.kernelArguments
            return ["-kernel", directory.kernel, "-initrd", directory.initrd, "-append", words.joined(separator: " ")]
                + (definition.hasDisk ? disk : [])
        case .disk:
            return disk
        }
    }

    private var devices: [String] {
        var devices = [
            "-chardev", "socket,id=monitor,path=\(directory.monitor),server=on,wait=off", "-mon", "chardev=monitor,mode=control",
            "-chardev", "socket,id=console,path=\(directory.console),server=on,wait=off,logfile=\(directory.log),logappend=on",
            "-serial", "chardev:console", "-device", "virtio-balloon-pci,id=balloon0", "-device", "virtio-rng-pci",
        ]
        if let card {
            devices += [
                "-netdev", "tap,id=net0,ifname=\(card.tap),script=no,downscript=no",
                // Without the card's own firmware, which would try to boot from the network.
                "-device", "virtio-net-pci,netdev=net0,mac=\(card.mac),romfile=",
            ]
        }
        return devices + screen
    }

    /// QEMU takes whole mebibytes; a part of one counts as one.
    static func mebibytes(_ bytes: Int64) -> Int64 { max(1, (bytes + (1 << 20) - 1) >> 20) }
}
