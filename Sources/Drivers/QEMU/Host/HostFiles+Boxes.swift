import StrataAPI
import StrataDriverKit

extension HostFiles {
    /// The boxes of the stack's diagram below the machines, by the catalog's ids.
    func boxes(of stack: String, engine: Support, path: String, bridge: String?, hasTap: Bool, leftovers: String) -> [Site.Box] {
        stack == KVM.stack
            ? [
                process, card(bridge, hasTap), disk, monitor, modules, device(engine), tap(hasTap), processor, memory,
                storage(path, leftovers), nic(bridge),
            ]
            : [system(leftovers), translator, devices(bridge, hasTap), firmware]
    }

    private var emulators: String { facts.platforms.map(\.emulator).joined(separator: ", ") }
    private var boards: String { facts.platforms.map(\.board).joined(separator: ", ") }

    private func system(_ leftovers: String) -> Site.Box {
        Site.Box(
            id: "qemu-system", state: leftovers.isEmpty ? .present : .degraded, facts: ["version": facts.version, "programs": emulators],
            reason: leftovers)
    }

    private var translator: Site.Box {
        let guests = facts.platforms.map(\.architecture).joined(separator: ", ")
        return Site.Box(id: "tcg-engine", state: .present, facts: ["guests": guests, "host": facts.architecture, "threads": "multi"])
    }

    private func devices(_ bridge: String?, _ hasTap: Bool) -> Site.Box {
        guard hasTap else {
            return Site.Box(
                id: "device-models", state: .degraded, facts: ["boards": boards], reason: "without /dev/net/tun machines have no network")
        }
        return Site.Box(
            id: "device-models", state: .present,
            facts: [
                "boards": boards, "devices": "virtio-net, virtio-blk, virtio-balloon, virtio-rng",
                "bridge": bridge ?? "made when it is first needed",
            ])
    }

    private var firmware: Site.Box { Site.Box(id: "firmware", state: .present, facts: ["kernel": "started directly", "disk": "BIOS"]) }

    private var process: Site.Box {
        Site.Box(id: "qemu-process", state: .present, facts: ["version": facts.version, "programs": emulators, "boards": boards])
    }

    private func card(_ bridge: String?, _ hasTap: Bool) -> Site.Box {
        Site.Box(
            id: "virtio-net", state: hasTap ? .present : .missing, facts: ["bridge": bridge ?? "made when it is first needed"],
            reason: hasTap ? "" : "there is no /dev/net/tun")
    }

    private var disk: Site.Box { Site.Box(id: "virtio-blk", state: .present, facts: ["format": "qcow2 above the image"]) }

    private var monitor: Site.Box {
        Site.Box(id: "qemu-monitor", state: .present, facts: ["protocol": "QMP", "socket": "one for each machine"])
    }

    private var modules: Site.Box {
        let loaded = lines("/proc/modules").compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0.hasPrefix("kvm") }
        return Site.Box(
            id: "kvm-modules", state: .present,
            facts: ["modules": loaded.isEmpty ? "built into the kernel" : loaded.sorted().joined(separator: ", ")])
    }

    private func device(_ engine: Support) -> Site.Box {
        Site.Box(id: "dev-kvm", state: engine.isUsable ? .present : .degraded, facts: ["tried": "a guest ran"], reason: engine.reason)
    }

    private func tap(_ hasTap: Bool) -> Site.Box {
        Site.Box(
            id: "tun-tap", state: hasTap ? .present : .missing,
            reason: hasTap ? "" : "there is no /dev/net/tun, so machines have no network")
    }

    private var processor: Site.Box {
        let status = status
        var details = ["cpus": "\(status.cpus)", "architecture": status.architecture]
        if !status.cpuModel.isEmpty { details["model"] = status.cpuModel }
        return Site.Box(id: "cpu", state: .present, facts: details)
    }

    private var memory: Site.Box {
        let status = status
        let details = ["total": status.memory?.text, "available": status.memoryAvailable?.text].compactMapValues(\.self)
        return Site.Box(id: "ram", state: details.isEmpty ? .unknown : .present, facts: details)
    }

    private func storage(_ path: String, _ leftovers: String) -> Site.Box {
        Site.Box(id: "storage", state: leftovers.isEmpty ? .present : .degraded, facts: ["path": path], reason: leftovers)
    }

    private func nic(_ bridge: String?) -> Site.Box {
        guard let bridge else { return Site.Box(id: "nic", state: .unknown, reason: "the bridge is made when the first machine needs it") }
        return Site.Box(id: "nic", state: .present, facts: ["bridge": bridge])
    }
}
