extension RunningProcess {
    /// How far the guest can grow, as QEMU was started.
    var room: MachineRoom? {
        guard let processors = value(of: "-smp"), let memory = value(of: "-m") else { return nil }
        return MachineRoom(processors: processors, memory: memory)
    }

    /// How many processors the guest was started with.
    var processors: Int { room?.processors ?? 1 }

    /// The memory the guest was started with, in bytes.
    var memory: Int64? { room?.memory }

    /// Whether the guest has a screen.
    var hasScreen: Bool { value(of: "-vnc") != nil }
}
