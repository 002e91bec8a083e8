import StrataCatalog
import StrataDriverKit

/// A machine as one stack looks at it: the conditions that several stacks share.
struct Patient {
    let record: MachineRecord
    let facts: MachineFacts
    let stack: Stack

    /// The conditions of the stack.
    func checks(_ probe: Support?) -> [Check] {
        if let sign = native { return [.met(sign)] }
        guard let probe else { return ownChecks }
        // Where there is a driver, it decides. What the files say tells which of its objections can be removed.
        switch probe {
        case .yes: return [.met("the \(stack.title) driver finds everything it needs")]
        case .degraded(let why): return [.met("the \(stack.title) driver can use it, but \(why)")]
        case .no(let why):
            let (verdict, _, _) = Diagnosis.judge(ownChecks)
            let refusal = "the \(stack.title) driver refuses: \(why)"
            return verdict == .possible ? ownChecks + [.met(refusal)] : ownChecks.filter(\.isBlocked) + [.blocked(refusal)]
        }
    }

    private var ownChecks: [Check] {
        let common = [host, architecture]
        guard common.allSatisfy(\.isMet) else { return common + hardware }
        return common + particular
    }

    private var particular: [Check] {
        switch stack.id {
        case "lxc": lxc
        case "lxd": lxd
        case "nspawn": nspawn
        case "kubernetes": kubernetes
        case "k3s": k3s
        case "qemu-kvm": qemuKVM
        case "libvirt": libvirt
        case "qemu-tcg": qemuTCG
        case "xen": xen
        case "proxmox": proxmox
        case "acrn": acrn
        case "ovirt": ovirt
        case "hpe-vme": hpe
        case "freebsd-jails": jails
        case "bhyve": bhyve
        case "openbsd-vmm": openBSD
        case "netbsd": netBSD
        default: [.unknown("whether \(stack.title) runs on \(facts.title.value ?? "this system") is not known to this program")]
        }
    }

    /// Whether the host system is one that the stack runs on.
    private var host: Check {
        let wanted = stack.values(.hostSystems)
        guard let system = facts.system.value else { return .unknown(facts.system.why) }
        let name = facts.title.value.flatMap { $0.isEmpty ? nil : $0 } ?? system
        if wanted.contains(system.lowercased()) || Self.alsoOnLinux[stack.id] == system { return .met("") }
        let systems = wanted.compactMap { Self.systemNames[$0] }
        if systems.isEmpty {
            return .blocked(
                wanted.contains("firmware")
                    ? "it is part of the machine's firmware, which this machine does not show"
                    : "it takes the whole machine with a system of its own; this one runs \(name)")
        }
        return .blocked("it needs \(systems.joined(separator: " or ")) as host system; this one runs \(name)")
    }

    /// Stacks with a system of their own that can be added to a Linux.
    private static let alsoOnLinux = ["proxmox": "Linux", "acrn": "Linux"]

    private static let systemNames = [
        "linux": "Linux", "freebsd": "FreeBSD", "openbsd": "OpenBSD", "netbsd": "NetBSD", "windows": "Windows", "macos": "macOS",
    ]

    private var architecture: Check {
        guard let own = facts.architecture.value else { return .unknown(facts.architecture.why) }
        let wanted = stack.values(.architectures)
        return wanted.contains(own) ? .met("") : .blocked("it is made for \(wanted.joined(separator: ", ")), not for \(own)")
    }

    /// What else would stand in the way of a stack that is excluded already.
    private var hardware: [Check] {
        var checks: [Check] = []
        if case .blocked = memory { checks.append(memory) }
        let needs = stack.values(.processorFeatures)
        if needs.contains("virtualization"), !needs.contains("none"), facts.virtualization == .known("") {
            checks.append(.blocked("the processor shows no virtualization extensions"))
        }
        if let container = facts.container.value, !container.isEmpty { checks.append(.blocked("this is a container (\(container))")) }
        return checks
    }

    /// The least memory that the catalog records. A kernel keeps a part of a machine's memory for itself, so a tenth may be missing.
    var memory: Check {
        guard let least = stack.values(.minimumMemory).first.flatMap({ Int($0) }) else { return .met("") }
        guard let own = facts.memory.value else { return .unknown(facts.memory.why) }
        return own * 10 >= least * 9 ? .met("\(own) MiB of memory") : .blocked("it wants \(least) MiB of memory; there are \(own)")
    }

    /// Whether the kernel is the machine's own.
    var notContained: Check {
        switch facts.container {
        case .unknown(let why): .unknown("whether this is a container: \(why)")
        case .known(""): .met("")
        case .known(let kind): .blocked("this is a container (\(kind)), whose kernel belongs to its host")
        }
    }

    /// Whether the machine can be given another kernel or hypervisor. A machine without firmware may be started with a kernel from
    /// outside, as microVMs are.
    var ownKernel: Check {
        guard notContained.isMet else { return notContained }
        return switch facts.firmware {
        case .unknown(let why): .unknown("whether this machine boots a kernel of its own: \(why)")
        case .known(let firmware): .met("it boots by \(firmware)")
        }
    }

    var root: Check {
        switch facts.isRoot {
        case .unknown(let why): .unknown(why)
        case .known(true): .met("")
        case .known(false): .missing(.init("Run it as root."))
        }
    }

    /// A program, or the Debian packages that bring it.
    func program(_ name: String, packages: [String]) -> Check {
        if let version = packages.first.flatMap({ facts.packages.value?[$0] }) { return .met("\(packages[0]) \(version) is installed") }
        switch record.hasProgram(name) {
        case .known(true): return .met("\(name) is installed")
        case .known(false): return .missing(install(packages))
        case .unknown(let why): return .unknown(why)
        }
    }

    /// The step that installs Debian packages; elsewhere they have other names.
    func install(_ packages: [String]) -> Diagnosis.Step {
        let command = "apt-get install -y \(packages.joined(separator: " "))"
        switch facts.distribution {
        case .known("debian"): return .init("Install the packages.", packages: packages, settings: [command])
        default:
            return .init(
                "Install with this system's package manager what Debian calls \(packages.joined(separator: ", ")).", packages: packages)
        }
    }
}

extension Check {
    var isMet: Bool { if case .met = self { true } else { false } }
    var isBlocked: Bool { if case .blocked = self { true } else { false } }
}

extension Reading {
    /// Why it is unknown; empty where it is known.
    var why: String { if case .unknown(let why) = self { why } else { "" } }
}
