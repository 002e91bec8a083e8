import Testing

@testable import StrataCatalog

/// A need as people have it, and the stacks an expert would accept as the first answer.
struct AdvisorCase: Sendable, CustomTestStringConvertible {
    var story: String
    var hard: [String]
    var wishes: [String] = []
    var accepted: Set<String>

    var testDescription: String { story }

    func needs() throws -> Needs {
        Needs(hard: try hard.map(Self.need), wishes: try wishes.map(Self.need))
    }

    /// `kind` or `kind=value`.
    static func need(_ text: String) throws -> Need {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let kind = Need.Kind(rawValue: parts[0]) else { throw AdvisorError.unknownKind(parts[0]) }
        return try Need(kind, parts.count > 1 ? parts[1] : "")
    }

    static let all: [AdvisorCase] = [
        AdvisorCase(
            story: "a small firm leaves vSphere, three servers, no licence budget",
            hard: ["leave=vsphere", "noLicenceCost", "guest=windows", "guest=linux", "nodes=3", "highAvailability"],
            wishes: ["liveMigration", "graphicalInterface"], accepted: ["proxmox", "xcp-ng"]),
        AdvisorCase(
            story: "an enterprise leaves vSphere and is ready to pay",
            hard: ["leave=vsphere", "guest=windows", "liveMigration", "highAvailability"],
            wishes: ["graphicalInterface", "remoteAPI"], accepted: ["nutanix-ahv", "hyperv", "proxmox", "xcp-ng", "hpe-vme", "hypercore"]),
        AdvisorCase(
            story: "an HPE customer wants vendor support after vSphere", hard: ["leave=vsphere", "guest=windows", "supported"],
            wishes: ["graphicalInterface", "highAvailability"],
            accepted: ["hpe-vme", "nutanix-ahv", "proxmox", "xcp-ng", "hyperv", "hypercore"]),
        AdvisorCase(
            story: "Oracle VM has reached its end", hard: ["leave=oracle-vm", "guest=linux", "guest=windows", "highAvailability"],
            wishes: ["noLicenceCost"], accepted: ["proxmox", "xcp-ng", "ovirt"]),
        AdvisorCase(
            story: "a Citrix shop wants to stay with Xen and pay nothing",
            hard: ["openSource", "guest=windows", "liveMigration", "highAvailability", "leave=vsphere"],
            wishes: ["graphicalInterface"], accepted: ["xcp-ng", "proxmox"]),
        AdvisorCase(
            story: "a single Linux machine, light containers, nothing else running", hard: ["kind=container", "hostOS=linux", "nodes=1"],
            wishes: ["noLicenceCost"], accepted: ["lxc", "nspawn", "lxd", "k3s"]),
        AdvisorCase(
            story: "containers with an API and a cluster of three", hard: ["kind=container", "remoteAPI", "nodes=3", "noLicenceCost"],
            accepted: ["lxd", "proxmox", "kubernetes", "k3s"]),
        AdvisorCase(
            story: "containers and machines under one roof", hard: ["kind=container", "kind=vm", "noLicenceCost"],
            wishes: ["graphicalInterface", "clustering"], accepted: ["proxmox", "lxd"]),
        AdvisorCase(
            story: "an edge box with 512 MiB", hard: ["memory=512", "kind=container", "hostOS=linux"],
            accepted: ["lxc", "nspawn", "lxd"]),
        AdvisorCase(
            story: "Kubernetes on small ARM boards", hard: ["kind=pod", "arch=arm64", "memory=2048"], wishes: ["gitops"],
            accepted: ["k3s"]),
        AdvisorCase(
            story: "32-bit ARM boards under GitOps", hard: ["gitops", "arch=arm"], accepted: ["k3s"]),
        AdvisorCase(
            story: "cloud-native services with GitOps", hard: ["gitops", "nodes=3", "highAvailability"], wishes: ["clustering"],
            accepted: ["kubernetes", "k3s"]),
        AdvisorCase(
            story: "pods on a mainframe's Linux", hard: ["kind=pod", "arch=s390x"], accepted: ["kubernetes"]),
        AdvisorCase(
            story: "a bank's mainframe consolidates Linux machines", hard: ["arch=s390x", "kind=vm", "liveMigration", "clustering"],
            accepted: ["zvm", "ovirt"]),
        AdvisorCase(story: "z/OS under a hypervisor", hard: ["guest=zos"], accepted: ["zvm"]),
        AdvisorCase(story: "AIX has to go on", hard: ["guest=aix"], wishes: ["liveMigration"], accepted: ["powervm"]),
        AdvisorCase(story: "IBM i has to go on", hard: ["guest=ibmi"], accepted: ["powervm"]),
        AdvisorCase(
            story: "flight software at DO-178C level A", hard: ["certification=do-178c", "hardRealTime"],
            accepted: ["integrity", "pikeos"]),
        AdvisorCase(
            story: "rail signalling at EN 50128 SIL 4", hard: ["certification=en-50128", "hardRealTime"], accepted: ["pikeos", "integrity"]),
        AdvisorCase(
            story: "a car's cockpit at ASIL D with Android", hard: ["certification=iso-26262-d", "guest=android", "arch=arm64"],
            accepted: ["qnx", "pikeos", "integrity"]),
        AdvisorCase(
            story: "a QNX instrument cluster beside Android", hard: ["guest=qnx", "guest=android", "hardRealTime"], accepted: ["qnx"]),
        AdvisorCase(
            story: "an industrial PC with real-time Linux, open source", hard: ["hardRealTime", "openSource"], accepted: ["acrn"]),
        AdvisorCase(
            story: "real time on SPARC for space", hard: ["hardRealTime", "arch=sparc"], accepted: ["pikeos"]),
        AdvisorCase(
            story: "medical software at IEC 62304 class C", hard: ["certification=iec-62304-c"], accepted: ["qnx"]),
        AdvisorCase(
            story: "a Windows shop with Active Directory", hard: ["hostOS=windows", "guest=windows"],
            wishes: ["highAvailability", "graphicalInterface"], accepted: ["hyperv"]),
        AdvisorCase(
            story: "one FreeBSD server, isolated services", hard: ["hostOS=freebsd", "kind=container"], accepted: ["freebsd-jails"]),
        AdvisorCase(
            story: "a FreeBSD file server that also runs Windows", hard: ["hostOS=freebsd", "guest=windows"],
            wishes: ["isolation=hardware"], accepted: ["bhyve", "xen", "libvirt"]),
        AdvisorCase(story: "OpenBSD with a few guests", hard: ["hostOS=openbsd", "isolation=hardware"], accepted: ["openbsd-vmm"]),
        AdvisorCase(story: "NetBSD hosts a guest at speed", hard: ["hostOS=netbsd", "isolation=hardware"], accepted: ["netbsd", "xen"]),
        AdvisorCase(
            story: "ARM firmware tested on an x86 workstation", hard: ["arch=x86_64", "guestArch=arm"], accepted: ["qemu-tcg"]),
        AdvisorCase(
            story: "RISC-V packages built on x86", hard: ["arch=x86_64", "guestArch=riscv64"], wishes: ["noLicenceCost"],
            accepted: ["qemu-tcg"]),
        AdvisorCase(
            story: "a machine without virtualization extensions runs Windows", hard: ["noVirtualization", "guest=windows", "kind=vm"],
            accepted: ["qemu-tcg"]),
        AdvisorCase(
            story: "virtual machines on a Mac", hard: ["hostOS=macos", "kind=vm"], accepted: ["qemu-tcg", "libvirt"]),
        AdvisorCase(
            story: "standalone KVM host, scripted, nothing above it", hard: ["kind=vm", "hostOS=linux", "openSource", "nodes=1"],
            wishes: ["snapshots", "liveMigration"], accepted: ["qemu-kvm", "libvirt", "lxd"]),
        AdvisorCase(
            story: "a Linux administrator wants a desktop tool for a few machines",
            hard: ["kind=vm", "hostOS=linux", "graphicalInterface"],
            wishes: ["noLicenceCost", "snapshots"], accepted: ["libvirt", "lxd", "proxmox"]),
        AdvisorCase(
            story: "Windows machines on ARM servers", hard: ["arch=arm64", "guest=windows", "isolation=hardware"],
            accepted: ["qemu-kvm", "libvirt", "hyperv", "xen", "lxd", "bhyve", "fusioncompute"]),
        AdvisorCase(
            story: "hardware isolation for hostile tenants, open source",
            hard: ["isolation=hardware", "openSource", "guest=linux", "remoteAPI", "clustering"],
            accepted: ["proxmox", "xcp-ng", "ovirt", "lxd"]),
        AdvisorCase(
            story: "Common Criteria with live migration", hard: ["certification=common-criteria", "liveMigration", "guest=windows"],
            accepted: ["vsphere", "hyperv", "nutanix-ahv"]),
        AdvisorCase(
            story: "FIPS 140 on commodity servers", hard: ["certification=fips-140", "arch=x86_64"],
            accepted: ["vsphere", "hyperv", "nutanix-ahv"]),
        AdvisorCase(
            story: "branch offices without staff, three small nodes",
            hard: ["nodes=3", "highAvailability", "guest=windows", "graphicalInterface"], wishes: ["liveMigration", "snapshots"],
            accepted: ["hypercore", "proxmox", "xcp-ng", "hyperv", "nutanix-ahv"]),
        AdvisorCase(
            story: "two nodes must fail over", hard: ["nodes=2", "highAvailability", "guest=windows"],
            accepted: ["hyperv", "vsphere", "ovirt", "fusioncompute"]),
        AdvisorCase(
            story: "macOS guests for a build farm", hard: ["guest=macos", "isolation=hardware"], wishes: ["noLicenceCost"],
            accepted: ["qemu-kvm", "vsphere"]),
        AdvisorCase(
            story: "Solaris guests, free", hard: ["guest=solaris", "noLicenceCost", "kind=vm", "supported"],
            accepted: ["qemu-kvm", "libvirt", "proxmox", "xen", "bhyve"]),
        AdvisorCase(
            story: "Kunpeng servers with commercial support", hard: ["arch=arm64", "highAvailability", "kind=vm", "graphicalInterface"],
            accepted: ["fusioncompute", "hyperv"]),
        AdvisorCase(
            story: "Linux on POWER with open source", hard: ["arch=ppc64le", "kind=vm", "openSource", "liveMigration"],
            accepted: ["qemu-kvm", "libvirt", "ovirt"]),
        AdvisorCase(
            story: "a LoongArch machine runs containers", hard: ["arch=loongarch64", "kind=container"], accepted: ["lxc", "nspawn"]),
        AdvisorCase(
            story: "a 2 GiB machine with a web interface", hard: ["memory=2048", "graphicalInterface", "kind=vm", "noLicenceCost"],
            accepted: ["proxmox", "xcp-ng", "libvirt", "lxd", "ovirt"]),
        AdvisorCase(story: "hard real time in the data centre with live migration", hard: ["hardRealTime", "liveMigration"], accepted: []),
        AdvisorCase(story: "high availability on one node", hard: ["highAvailability", "nodes=1"], accepted: []),
    ]
}
