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
    /// The network cards, the first of which stays for good.
    let cards: [MachineCard]
    /// The volumes, with their images.
    let disks: [(disk: VolumeDisk, image: String)]

    /// The machine comes up stopped, with its monitor listening. Not by `-daemonize`, which the sandbox forbids together with all other new processes.
    var list: [String] {
        process + processor + boot + devices
    }

    private var process: [String] {
        [
            "-name", "guest=\(definition.name),debug-threads=on", "-uuid", definition.uid.text, "-no-user-config", "-nodefaults",
            "-display", "none",
            "-S", "-pidfile", directory.process,
            // What a guest that took QEMU over could do with the host's kernel: neither start programs nor gain rights (qemu(1), "-sandbox").
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        ]
    }

    private var processor: [String] {
        [
            "-accel", accelerator.argument, "-machine", definition.board,
            "-cpu", definition.options.cpuModel.isEmpty ? accelerator.processor : definition.options.cpuModel,
            "-smp", "\(definition.processors)", "-m", "size=\(Self.mebibytes(definition.memory))M",
        ]
    }

    private var boot: [String] {
        switch definition.boot {
        case .kernel:
            let words = ["console=\(platform.console)", "quiet", "panic=1"] + definition.options.kernelArguments
            return ["-kernel", directory.kernel, "-initrd", directory.initrd, "-append", words.joined(separator: " ")]
        case .disk:
            let disk: JSONValue = [
                "driver": "qcow2", "node-name": "disk0", "discard": "unmap",
                "file": ["driver": "file", "filename": .string(directory.disk)],
            ]
            return ["-blockdev", disk.text, "-device", "virtio-blk-pci,drive=disk0,bootindex=1"]
        }
    }

    private var devices: [String] {
        var devices = [
            "-chardev", "socket,id=monitor,path=\(directory.monitor),server=on,wait=off", "-mon", "chardev=monitor,mode=control",
            "-chardev", "socket,id=console,path=\(directory.console),server=on,wait=off,logfile=\(directory.log),logappend=on",
            "-serial", "chardev:console", "-device", "virtio-balloon-pci,id=balloon0", "-device", "virtio-rng-pci",
        ]
        devices += SparePorts.arguments
        var ports = SparePorts.names[...]
        for (number, card) in cards.enumerated() {
            let device = card.device(port: number == 0 ? nil : ports.popFirst())
            devices += ["-netdev", Self.words(card.netDevice, "type"), "-device", Self.words(device, "driver")]
        }
        for (disk, image) in disks {
            devices += [
                "-blockdev", disk.blockDevice(image: image).text, "-device", Self.words(disk.device(port: ports.popFirst()), "driver"),
            ]
        }
        return devices
    }

    /// Options as words, which every QEMU takes, with the one first that needs no name.
    private static func words(_ options: JSONValue, _ first: String) -> String {
        let rest = (options.object ?? [:]).filter { $0.key != first }.sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value.string ?? "")"
        }
        return ([options[first]?.string ?? ""] + rest).joined(separator: ",")
    }

    /// QEMU takes whole mebibytes; a part of one counts as one.
    static func mebibytes(_ bytes: Int64) -> Int64 { max(1, (bytes + (1 << 20) - 1) >> 20) }
}
