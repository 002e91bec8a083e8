/// How far a machine can grow while it runs (QEMU, docs/system/cpu-hotplug.rst, docs/memory-hotplug.txt).
struct MachineRoom: Sendable, Equatable {
    /// How many processors it starts with, and may have.
    var processors: Int
    var mostProcessors: Int
    /// The memory it starts with, and may have, in bytes.
    var memory: Int64
    var mostMemory: Int64

    /// How many times memory can be added.
    static let slots = 16
    /// The least that can be added, and what all of it is a multiple of: what Linux calls a memory block on PCs.
    static let step: Int64 = 128 << 20
    /// Room for memory lies above 4 GiB, for which Linux sets 64 MiB aside (swiotlb): too much for guests smaller than this.
    static let leastMemory: Int64 = 512 << 20
    private static let mostProcessors = 16
    private static let mostAdded: Int64 = 64 << 30
    /// Models that cannot reach beyond 4 GiB.
    private static let narrow = ["486", "athlon", "coreduo", "kvm32", "n270", "pentium", "pentium2", "pentium3", "qemu32"]

    init(_ definition: MachineDefinition, _ platform: Platform) {
        processors = definition.processors
        memory = platform.mebibytes(definition.memory) << 20
        let grows = platform.architecture == "x86_64"
        mostProcessors = grows ? max(processors, min(4 * processors, Self.mostProcessors)) : processors
        let hasRoom = grows && memory >= Self.leastMemory && !Self.narrow.contains(definition.options.cpuModel)
        mostMemory = hasRoom ? memory + min(3 * memory, Self.mostAdded) / Self.step * Self.step : memory
    }

    var arguments: [String] {
        [
            "-smp", mostProcessors > processors ? "\(processors),maxcpus=\(mostProcessors)" : "\(processors)",
            "-m", "size=\(memory >> 20)M" + (mostMemory > memory ? ",slots=\(Self.slots),maxmem=\(mostMemory >> 20)M" : ""),
        ]
    }

    /// Reads what ``arguments`` wrote; nil for anything else.
    init?(processors: String, memory: String) {
        func number(_ text: Substring, _ prefix: String = "") -> Int64? {
            text.hasPrefix(prefix) ? Int64(text.dropFirst(prefix.count).prefix { $0.isNumber }) : nil
        }
        let (count, size) = (processors.split(separator: ","), memory.split(separator: ","))
        guard let first = count.first.flatMap({ number($0) }), let bytes = size.first.flatMap({ number($0, "size=") }) else { return nil }
        self.processors = Int(first)
        mostProcessors = Int(count.dropFirst().compactMap { number($0, "maxcpus=") }.first ?? first)
        self.memory = bytes << 20
        mostMemory = size.dropFirst().compactMap { number($0, "maxmem=") }.first.map { $0 << 20 } ?? self.memory
    }
}

extension MachineArguments {
    var room: MachineRoom { MachineRoom(definition, platform) }
}
