/// Stacks of virtual machines on Linux.
extension Patient {
    var qemuKVM: [Check] { [emulator] + kvm }

    var libvirt: [Check] {
        let socket = anyOf(["/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"])
        let packages = ["libvirt-daemon-system", "libvirt-clients", "virtinst"]
        var checks = [program("virsh", packages: ["libvirt-clients"]).orStep(install(packages))]
        if checks[0].isMet {
            checks.append(socket.orStep(.init("Start libvirt.", settings: ["systemctl enable --now libvirtd.socket"])))
        }
        return checks + [emulator] + kvm
    }

    var qemuTCG: [Check] {
        guard facts.system.value == "Linux" else {
            return [.unknown("which emulators are installed is only read on Linux")]
        }
        switch facts.emulators {
        case .unknown(let why): return [.unknown(why)]
        case .known(let names):
            guard names.isEmpty else {
                let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", and \(names.count - 6) more" : "")
                return [.met("installed: \(shown)")]
            }
            return [
                .missing(install([Self.emulatorPackage(facts.architecture.value ?? "")])),
                .met("guests of other architectures: qemu-system-arm, qemu-system-ppc, qemu-system-mips, qemu-system-misc"),
            ]
        }
    }

    var xen: [Check] {
        let step = Diagnosis.Step(
            "Install Xen and boot into it; this system becomes the control domain.", packages: ["xen-system-amd64"],
            settings: ["apt-get install -y xen-system-amd64", "reboot, and choose Xen in the boot menu"])
        let isKnown = facts.architecture.value == "x86_64"
        return [ownKernel, isKnown ? .missing(step) : .missing(install(["xen-system-arm64"])), loader]
    }

    var proxmox: [Check] {
        guard facts.distribution == .known("debian") else {
            return [.blocked("it can only be added to a Debian; this one runs \(facts.title.value ?? "another system")")]
        }
        let version = facts.distributionVersion.value ?? ""
        guard let release = ["12": "bookworm", "13": "trixie"][version] else {
            return [.blocked("it can be added to Debian 12 and 13 only; this one is \(version.isEmpty ? "of unknown version" : version)")]
        }
        return [
            ownKernel, memory,
            .missing(
                .init(
                    "Add Proxmox's repository and install Proxmox VE with its kernel; its own packages, not Debian's.",
                    settings: [
                        "deb http://download.proxmox.com/debian/pve \(release) pve-no-subscription",
                        "apt-get install -y proxmox-default-kernel", "reboot", "apt-get install -y proxmox-ve postfix open-iscsi chrony",
                    ])),
        ]
    }

    var acrn: [Check] {
        let needs = "it needs an Intel processor with VT-x and VT-d, below the operating system"
        if let hypervisor = facts.hypervisor.value, !hypervisor.isEmpty {
            return [.blocked("\(needs); this is a virtual machine (\(hypervisor))")]
        }
        var checks: [Check] = [ownKernel, memory]
        switch facts.virtualization {
        case .known("vmx"): checks.append(.met("the processor has VT-x"))
        case .known: checks.append(.blocked(needs))
        case .unknown(let why): checks.append(.unknown(why))
        }
        switch facts.iommuGroups {
        case .known(0):
            checks.append(
                .unknown(
                    "whether the processor has VT-d: no IOMMU is in use; turn VT-d on in the firmware's setup and boot with intel_iommu=on")
            )
        case .known: checks.append(.met("an IOMMU is in use"))
        case .unknown(let why): checks.append(.unknown(why))
        }
        return checks + [
            .missing(
                .init(
                    "Build ACRN for this board from source, install its hypervisor and Service VM kernel, and boot them; Debian has no package of it.",
                    settings: ["https://projectacrn.github.io/latest/getting-started/getting-started.html"]))
        ]
    }

    var ovirt: [Check] {
        let families = ["rhel", "centos", "rocky", "almalinux", "ol"]
        guard let distribution = facts.distribution.value else { return [.unknown(facts.distribution.why)] }
        guard families.contains(distribution) else {
            return [.blocked("its packages exist for Enterprise Linux only; this one runs \(facts.title.value ?? distribution)")]
        }
        return [
            notContained, memory,
            .missing(
                .init(
                    "Add the oVirt repository and add this host in the engine.",
                    settings: ["dnf install -y centos-release-ovirt45", "dnf install -y ovirt-host"])),
        ] + kvm
    }

    var hpe: [Check] {
        guard facts.distribution == .known("ubuntu") else {
            return [
                .blocked(
                    "its hosts are Ubuntu, installed or prepared by HPE's tools; this one runs \(facts.title.value ?? "another system")")
            ]
        }
        return [notContained] + kvm + [
            .missing(.init("Install HPE's package for hosts, which comes with a subscription, and add this host in the manager."))
        ]
    }

    private var loader: Check {
        facts.hypervisor.value.map { $0.isEmpty ? Check.met("") : .met("as a guest of \($0), for paravirtual guests") } ?? .met("")
    }

    private var emulator: Check {
        let architecture = facts.architecture.value ?? ""
        switch facts.emulators {
        case .unknown(let why): return .unknown(why)
        case .known(let names):
            let own = Self.emulatorName(architecture)
            return names.contains(own)
                ? .met("\(own) is installed") : .missing(install([Self.emulatorPackage(architecture), "qemu-utils"]))
        }
    }

    private static func emulatorName(_ architecture: String) -> String {
        "qemu-system-" + (["arm64": "aarch64", "ppc64le": "ppc64", "mips": "mips64el"][architecture] ?? architecture)
    }

    private static func emulatorPackage(_ architecture: String) -> String {
        switch architecture {
        case "x86_64", "i386": "qemu-system-x86"
        case "arm64", "arm": "qemu-system-arm"
        case "ppc64le", "ppc64": "qemu-system-ppc"
        case "mips": "qemu-system-mips"
        case "sparc64": "qemu-system-sparc"
        default: "qemu-system-misc"
        }
    }
}
