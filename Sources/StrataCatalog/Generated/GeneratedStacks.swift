// Made by `make catalog` from Sources/StrataCatalog/Data. Do not edit.
// swift-format-ignore-file

/// The compiled-in stacks: index and, per stack, JSON.
enum GeneratedStacks {
    static let index: [StackIndexEntry] = [
        StackIndexEntry(number: 1, id: "lxc", title: "LXC", aliasNumbers: []),
        StackIndexEntry(number: 2, id: "lxd", title: "LXD", aliasNumbers: []),
        StackIndexEntry(number: 3, id: "nspawn", title: "systemd-nspawn", aliasNumbers: []),
        StackIndexEntry(number: 4, id: "freebsd-jails", title: "FreeBSD Jails", aliasNumbers: []),
        StackIndexEntry(number: 5, id: "openbsd-vmm", title: "OpenBSD VMM", aliasNumbers: [17]),
        StackIndexEntry(number: 6, id: "netbsd", title: "NetBSD Xen/bhyve", aliasNumbers: []),
        StackIndexEntry(number: 7, id: "qemu-kvm", title: "KVM+QEMU", aliasNumbers: []),
        StackIndexEntry(number: 8, id: "libvirt", title: "libvirt+KVM", aliasNumbers: []),
        StackIndexEntry(number: 9, id: "xen", title: "Xen", aliasNumbers: []),
        StackIndexEntry(number: 10, id: "vsphere", title: "VMware ESXi", aliasNumbers: []),
        StackIndexEntry(number: 11, id: "hyperv", title: "Hyper-V", aliasNumbers: []),
        StackIndexEntry(number: 12, id: "proxmox", title: "Proxmox", aliasNumbers: []),
        StackIndexEntry(number: 13, id: "oracle-vm", title: "Oracle VM", aliasNumbers: []),
        StackIndexEntry(number: 14, id: "ovirt", title: "oVirt", aliasNumbers: []),
        StackIndexEntry(number: 15, id: "xcp-ng", title: "XCP-ng", aliasNumbers: []),
        StackIndexEntry(number: 16, id: "bhyve", title: "bhyve", aliasNumbers: []),
        StackIndexEntry(number: 18, id: "qemu-tcg", title: "QEMU only", aliasNumbers: []),
        StackIndexEntry(number: 19, id: "zvm", title: "IBM z/VM", aliasNumbers: []),
        StackIndexEntry(number: 20, id: "powervm", title: "PowerVM", aliasNumbers: []),
        StackIndexEntry(number: 21, id: "qnx", title: "QNX Hypervisor", aliasNumbers: []),
        StackIndexEntry(number: 22, id: "integrity", title: "INTEGRITY", aliasNumbers: []),
        StackIndexEntry(number: 23, id: "pikeos", title: "PikeOS", aliasNumbers: []),
        StackIndexEntry(number: 24, id: "acrn", title: "ACRN", aliasNumbers: []),
        StackIndexEntry(number: 25, id: "nutanix-ahv", title: "Nutanix AHV", aliasNumbers: []),
        StackIndexEntry(number: 26, id: "hpe-vme", title: "HPE VM Essentials", aliasNumbers: []),
        StackIndexEntry(number: 27, id: "fusioncompute", title: "FusionCompute", aliasNumbers: []),
        StackIndexEntry(number: 28, id: "hypercore", title: "Scale HC3", aliasNumbers: []),
        StackIndexEntry(number: 29, id: "kubernetes", title: "Kubernetes", aliasNumbers: []),
        StackIndexEntry(number: 30, id: "k3s", title: "k3s", aliasNumbers: []),
    ]

    static func json(_ id: String) -> StaticString? {
        switch id {
        case "lxc": stack1
        case "lxd": stack2
        case "nspawn": stack3
        case "freebsd-jails": stack4
        case "openbsd-vmm": stack5
        case "netbsd": stack6
        case "qemu-kvm": stack7
        case "libvirt": stack8
        case "xen": stack9
        case "vsphere": stack10
        case "hyperv": stack11
        case "proxmox": stack12
        case "oracle-vm": stack13
        case "ovirt": stack14
        case "xcp-ng": stack15
        case "bhyve": stack16
        case "qemu-tcg": stack18
        case "zvm": stack19
        case "powervm": stack20
        case "qnx": stack21
        case "integrity": stack22
        case "pikeos": stack23
        case "acrn": stack24
        case "nutanix-ahv": stack25
        case "hpe-vme": stack26
        case "fusioncompute": stack27
        case "hypercore": stack28
        case "kubernetes": stack29
        case "k3s": stack30
        default: nil
        }
    }
}
