/// Stacks of containers on Linux.
extension Patient {
    var lxc: [Check] { [program("lxc-start", packages: ["lxc"]), root, controllers([])] + nesting }

    var lxd: [Check] {
        let socket = anyOf(["/var/lib/lxd/unix.socket", "/var/snap/lxd/common/lxd/unix.socket"])
        guard !socket.isMet else { return [socket, kvmRemark] }
        let packages = facts.distribution.value == "debian" ? ["lxd"] : []
        let step =
            packages.isEmpty
            ? Diagnosis.Step("Install LXD.", settings: ["snap install lxd", "lxd init --minimal"])
            : Diagnosis.Step("Install LXD and set it up.", packages: packages, settings: ["apt-get install -y lxd", "lxd init --minimal"])
        if case .unknown = socket { return [socket] }
        return [.missing(step), root, controllers([]), kvmRemark] + nesting
    }

    var nspawn: [Check] {
        [program("systemd-nspawn", packages: ["systemd-container"]), root, controllers([])] + nesting
    }

    var kubernetes: [Check] {
        let joined = anyOf(["/etc/kubernetes/kubelet.conf"])
        if joined.isMet { return [.met("this is a node of a cluster: /etc/kubernetes/kubelet.conf is there")] + runtime }
        if case .unknown = joined { return [joined] }
        return [memory] + [
            program("kubelet", packages: []).orStep(
                .init(
                    "Install kubeadm, kubelet and kubectl from the Kubernetes project's package repository; Debian has none of its own.",
                    settings: ["https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/"]))
        ] + runtime + [swapOff, forwarding, controllers(["cpu", "memory", "pids"])] + nesting + [
            .missing(.init("Make a control plane, or join one.", settings: ["kubeadm init", "kubeadm join"]))
        ]
    }

    var k3s: [Check] {
        let socket = anyOf(["/run/k3s/containerd/containerd.sock"])
        if socket.isMet { return [.met("k3s runs: its containerd's socket is there")] }
        if case .unknown = socket { return [socket] }
        return [
            memory,
            program("k3s", packages: []).orStep(
                .init("Install k3s from its project; Debian has no package of it.", settings: ["https://docs.k3s.io/quick-start"])),
            controllers(["cpu", "memory", "pids"]), .missing(.init("Start it.", settings: ["systemctl enable --now k3s"])),
        ] + nesting
    }

    private var runtime: [Check] {
        let socket = anyOf(["/run/containerd/containerd.sock", "/run/crio/crio.sock"])
        return [socket.orStep(install(["containerd"]))]
    }

    private var swapOff: Check {
        switch facts.swap {
        case .unknown(let why): .unknown(why)
        case .known(0): .met("")
        case .known(let size):
            .missing(
                .init("Turn off \(size) MiB of swap, with which the kubelet does not start by default.", settings: ["swapoff -a"]))
        }
    }

    private var forwarding: Check {
        var settings: [String] = []
        switch record.text("/proc/sys/net/ipv4/ip_forward") {
        case .unknown(let why): return .unknown(why)
        case .known(let text): if text.firstLine != "1" { settings.append("sysctl -w net.ipv4.ip_forward=1") }
        }
        if case .absent = record["/proc/sys/net/bridge/bridge-nf-call-iptables"] { settings.append("modprobe br_netfilter") }
        return settings.isEmpty ? .met("") : .missing(.init("Let the kernel forward and filter what crosses bridges.", settings: settings))
    }

    /// Control groups with these controllers.
    func controllers(_ wanted: [String]) -> Check {
        switch facts.controlGroups {
        case .unknown(let why): return .unknown(why)
        case .known(let groups):
            if groups.version == "none" {
                return .missing(.init("Mount control groups.", settings: ["mount -t cgroup2 none /sys/fs/cgroup"]))
            }
            let missing = wanted.filter { !groups.controllers.contains($0) }
            return missing.isEmpty
                ? .met("control groups: \(groups.version == "hybrid" ? "versions 1 and 2" : "version \(groups.version)")")
                : .missing(
                    .init(
                        "Turn on the control group controllers \(missing.joined(separator: ", ")).",
                        settings: missing.map { "kernel parameter cgroup_enable=\($0)" }))
        }
    }

    /// In a container it depends on that container's host whether another can be started inside.
    var nesting: [Check] {
        switch facts.container {
        case .unknown(let why): [.unknown("whether this is a container: \(why)")]
        case .known(""): [.met("")]
        case .known(let kind): [.unknown("whether the container that this is (\(kind)) lets containers be started inside")]
        }
    }

    /// A stack that runs containers without KVM, and virtual machines with it.
    private var kvmRemark: Check {
        isKVMProven ? .met("virtual machines too: KVM runs guests") : .met("containers; KVM is not proven here")
    }

    /// Whether one of several files is there.
    func anyOf(_ paths: [String]) -> Check {
        var unknown: String?
        for path in paths {
            switch record.has(path) {
            case .known(true): return .met("\(path) is there")
            case .known(false): continue
            case .unknown(let why): unknown = why
            }
        }
        return unknown.map { .unknown($0) } ?? .missing(.init("Start what makes \(paths.joined(separator: " or "))."))
    }
}

extension Check {
    /// Another step for what is missing.
    func orStep(_ step: Diagnosis.Step) -> Check { if case .missing = self { .missing(step) } else { self } }
}
