import StrataDriverKit
import StrataAPI

/// QEMU's arguments for a machine (qemu(1)).
///
/// Values in which a comma would mean something are names and paths that were checked, numbers, or JSON.
struct MachineArguments {
    let definition: MachineDefinition
    let directory: MachineDirectory
    let platform: Platform
    /// What starts the disk; nil for the board's own firmware.
    var firmware: Firmware?
    /// `-accel`'s value, and the processor unless the machine names one; without, the platform's for translated instructions.
    let accelerator: (argument: String, processor: String?)
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
            "-display", "none", "-S", "-pidfile", directory.process,
            // What a guest that took QEMU over could do with the host's kernel: neither start programs nor gain rights (qemu(1), "-sandbox").
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        ]
    }

    private var processor: [String] {
        let model = definition.options.cpuModel
        return [
            "-accel", accelerator.argument, "-machine", board,
            "-cpu", model.isEmpty ? accelerator.processor ?? platform.processor : model,
        ] + room.arguments
    }

    private var board: String {
        var options = [definition.board]
        if accelerator.processor == nil, !platform.boardOptions.isEmpty { options.append(platform.boardOptions) }
        if case .flash? = firmware?.form { options += ["pflash0=firmware0", "pflash1=nvram0"] }
        return options.joined(separator: ",")
    }

    private var boot: [String] {
        switch definition.boot {
        case .kernel:
            let words = ["console=\(platform.console)", "quiet", "panic=1"] + definition.options.kernelArguments
            return ["-kernel", directory.kernel, "-initrd", directory.initrd, "-append", words.joined(separator: " ")]
                + (definition.hasDisk ? disk : [])
        case .disk, .cdrom:
            return flash + disk + opticalDrive + seed
        }
    }

    private var flash: [String] {
        guard let firmware else { return [] }
        switch firmware.form {
        case .loader: return ["-kernel", firmware.path]
        case .flash:
            return Self.block("firmware0", "raw", firmware.path, ["read-only": true]) + Self.block("nvram0", "qcow2", directory.variables)
        }
    }

    private var opticalDrive: [String] {
        guard definition.boot == .cdrom else { return [] }
        let device =
            switch platform.opticalDrive {
            case .sata: ["-device", "ide-cd,bus=ide.0,drive=cd0,bootindex=2"]
            case .scsi: ["-device", "\(platform.device("virtio-scsi")),id=scsi0", "-device", "scsi-cd,bus=scsi0.0,drive=cd0,bootindex=2"]
            case .disk: ["-device", "\(platform.device("virtio-blk")),drive=cd0,bootindex=2"]
            }
        return Self.block("cd0", "raw", directory.base, ["read-only": true]) + device
    }

    private var seed: [String] {
        guard definition.hasSeed else { return [] }
        return Self.block("seed0", "raw", directory.seed, ["read-only": true])
            + ["-device", "\(platform.device("virtio-blk")),drive=seed0,serial=cidata"]
    }

    private static func block(_ name: String, _ driver: String, _ path: String, _ more: [String: JSONValue] = [:]) -> [String] {
        var node: JSONValue = [
            "driver": .string(driver), "node-name": .string(name), "file": ["driver": "file", "filename": .string(path)],
        ]
        for (key, value) in more { node[key] = value }
        return ["-blockdev", node.text]
    }

    private var devices: [String] {
        var devices = [
            "-chardev", "socket,id=monitor,path=\(directory.monitor),server=on,wait=off", "-mon", "chardev=monitor,mode=control",
            "-chardev", "socket,id=console,path=\(directory.console),server=on,wait=off,logfile=\(directory.log),logappend=on",
            "-serial", "chardev:console", "-device", "\(platform.device("virtio-balloon")),id=balloon0",
            "-device", platform.device("virtio-rng"),
            "-chardev", "socket,id=agent,path=\(directory.agent),server=on,wait=off",
            // Where a guest's agent looks for its line (QEMU, qga/main.c).
            "-device", "\(platform.device("virtio-serial")),id=serial0",
            "-device", "virtserialport,bus=serial0.0,chardev=agent,name=org.qemu.guest_agent.0",
        ]
        if platform.hasSparePorts { devices += SparePorts.arguments }
        var ports = platform.hasSparePorts ? SparePorts.names[...] : []
        for (number, card) in cards.enumerated() {
            let device = card.device(on: platform, port: number == 0 ? nil : ports.popFirst())
            devices += ["-netdev", Self.words(card.netDevice, "type"), "-device", Self.words(device, "driver")]
        }
        for (disk, image) in disks {
            devices += [
                "-blockdev", disk.blockDevice(image: image).text,
                "-device", Self.words(disk.device(on: platform, port: ports.popFirst()), "driver"),
            ]
        }
        return devices + screen
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
