import StrataAPI

/// What was added to a machine while it ran, as arguments that make a new QEMU have it from the start.
struct AddedDevices: Sendable, Equatable {
    var arguments: [String] = []

    /// - Parameters:
    ///   - memory: the answer to `query-memory-devices`.
    ///   - processors: the answer to `query-hotpluggable-cpus`.
    ///   - present: the arguments that QEMU was started with; what stands there is not told again.
    init(memory: JSONValue, processors: JSONValue, present: [String]) {
        let known = Set(present.compactMap { try? JSONValue(parsing: Array($0.utf8))["id"]?.string })
        for device in memory.array ?? [] where device["type"]?.string == "dimm" {
            guard let data = device["data"], let id = data["id"]?.string, let size = data["size"]?.int, !known.contains(id),
                let backend = data["memdev"]?.string?.split(separator: "/").last.map(String.init)
            else { continue }
            var dimm: JSONValue = ["driver": "pc-dimm", "id": .string(id), "memdev": .string(backend)]
            for key in ["addr", "slot", "node"] { dimm[key] = data[key] }
            arguments += ["-object", Self.backend(backend, size: size).text, "-device", dimm.text]
        }
        for slot in processors.array ?? [] {
            // A processor that was added has a name of its own in QEMU's tree.
            guard let path = slot["qom-path"]?.string, path.hasPrefix("/machine/peripheral/"), let type = slot["type"]?.string,
                let id = path.split(separator: "/").last.map(String.init), !known.contains(id)
            else { continue }
            arguments += ["-device", Self.processor(type, id: id, properties: slot["props"] ?? .object([:])).text]
        }
    }

    /// Memory that a DIMM can hold, for `object-add` and `-object`.
    static func backend(_ id: String, size: Int64) -> JSONValue {
        ["qom-type": "memory-backend-ram", "id": .string(id), "size": .int(size)]
    }

    /// A processor, for `device_add` and `-device`.
    static func processor(_ type: String, id: String, properties: JSONValue) -> JSONValue {
        var device: JSONValue = ["driver": .string(type), "id": .string(id)]
        for (key, value) in properties.object ?? [:] { device[key] = value }
        return device
    }
}
