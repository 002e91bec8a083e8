import StrataAPI

extension MachineArguments {
    /// The machine's own disk and the device that it is.
    var disk: [String] {
        [
            "-blockdev", Self.disk(definition, in: directory).text, "-device",
            "\(platform.device("virtio-blk")),drive=\(Self.diskNode),bootindex=1",
        ]
    }

    /// What QEMU calls the file that was written to when it was started.
    static let diskNode = "disk0"

    static func disk(_ definition: MachineDefinition, in directory: MachineDirectory) -> JSONValue {
        [
            "driver": "qcow2", "node-name": .string(diskNode), "discard": "unmap",
            "file": ["driver": "file", "filename": .string(directory.file(definition.diskFile))],
        ]
    }

    /// The arguments of a process that ran before, for another one that takes its memory over: the same but for the file that is written to now.
    static func renewed(_ arguments: [String], _ definition: MachineDefinition, in directory: MachineDirectory) -> [String] {
        var arguments = arguments
        for index in arguments.indices.dropFirst() where arguments[index - 1] == "-blockdev" {
            guard let node = try? JSONValue(parsing: Array(arguments[index].utf8)), node["node-name"]?.string == diskNode else { continue }
            arguments[index] = disk(definition, in: directory).text
        }
        return arguments
    }
}
